// What is asked of the server, and what becomes of it.

// Why a question has no answer: a key of the texts, and the values that belong into it.
class Trouble extends Error {
  constructor(key, values = {}) {
    super(key);
    this.key = key;
    this.values = values;
  }
}

function troubleOf(response) {
  const { status } = response;
  if (status === 429) return new Trouble("too_many", { seconds: response.headers.get("retry-after") || "60" });
  if (status === 503) return new Trouble("not_ready");
  return new Trouble(status >= 500 ? "failed" : "refused");
}

// The widget is the public's, on the server's own page too: it is shown nothing internal.
async function post(address, body, options = {}) {
  const response = await fetch(`${address}?audience=public`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    credentials: "omit",
    referrerPolicy: "no-referrer",
    ...options,
  });
  if (!response.ok) throw troubleOf(response);
  return response;
}

// The events of a stream, [name, data], as many at once as came at once.
async function* eventsOf(response, alive) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    const blocks = (waiting + decoder.decode(value, { stream: true })).split("\n\n");
    waiting = blocks.pop();
    const events = [];
    for (const block of blocks) {
      const fields = { event: "", data: "" };
      for (const line of block.split("\n")) {
        const at = line.indexOf(": ");
        if (at > 0) fields[line.slice(0, at)] += line.slice(at + 2);
      }
      if (fields.event) events.push([fields.event, JSON.parse(fields.data)]);
    }
    yield events;
  }
}
