// The validator is a service on the internet that Swagger UI would otherwise show a badge from.
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#swagger", validatorUrl: null, deepLinking: true });
