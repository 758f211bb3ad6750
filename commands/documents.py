"""The command group `kehoach docs`: the stored documents."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from commands.app import EXITS, Data, Json, after, print_json, settings_of, store_of
from corpus.links import Link
from corpus.store import Store

docs = typer.Typer(help="The stored documents.", epilog=EXITS, no_args_is_help=True, rich_markup_mode=None)

_STATING = {
    "replaces": "replaces",
    "repeals": "repeals",
    "amends": "amends",
    "implements": "carries out",
    "based_on": "rests on",
}
_STATED = {
    "replaces": "replaced by",
    "repeals": "repealed by",
    "amends": "amended by",
    "implements": "carried out by",
    "based_on": "basis of",
}

DocumentId = Annotated[str, typer.Argument(metavar="ID", help="The document's id, as `docs list` prints it.")]
DocumentIds = Annotated[list[str], typer.Argument(metavar="ID...", help="Documents' ids, as `docs list` prints them.")]


@docs.command("list", epilog=after("kehoach docs list"))
def list_documents(
    data: Data = None,
    failed: Annotated[bool, typer.Option("--failed", help="The files that could not be read, and what to do.")] = False,
    as_json: Json = False,
) -> None:
    """List the stored documents."""
    if failed:
        return _list_failures(store_of(data), as_json)
    documents = store_of(data).documents()
    if as_json:
        from web.contract import DocumentList, DocumentRow

        return print_json(DocumentList(documents=[DocumentRow.of(document) for document in documents]))
    for document in documents:
        number = f"{document.header.number}  " if document.header.number else ""
        mark = ", internal" if document.internal else ""
        typer.echo(f"{document.id}  {number}{document.title}  ({document.source}, {document.passages} passages{mark})")


@docs.command("show", epilog=after("kehoach docs show 0a1b2c3d4e5f --text"))
def show_document(
    document_id: DocumentId,
    data: Data = None,
    text: Annotated[bool, typer.Option("--text", help="Print the document's text and nothing else.")] = False,
    as_json: Json = False,
) -> None:
    """Show a document's header fields, its relations to others, its versions and outline, or its text."""
    store = store_of(data)
    document = store.document(document_id)
    if text:
        content = store.text(document_id)
        return print_json({"text": content}) if as_json else typer.echo(content)
    if as_json:
        from web.contract import DocumentDetails, DocumentRow
        from web.linked import linked

        row = DocumentRow.of(document).model_dump()
        parts = {"sections": store.sections(document_id), "pages": store.pages(document_id)}
        doubts = store.doubts(document_id)
        return print_json(
            DocumentDetails(**row, header=document.header, doubts=doubts, **parts, **linked(store.links(), document))
        )
    from qa.answer import document_name

    header = dataclasses.asdict(document.header)
    for name, value in {"title": document.title, "source": document.source, **header}.items():
        if value:
            typer.echo(f"{name + ':':13} {'; '.join(value) if isinstance(value, tuple) else value}")
    for relation in store.links().stating(document.row):
        told = _told(_STATING, relation)
        held = f" ({relation.target.id})" if relation.target else ""
        typer.echo(f"{told + ':':13} {relation.relation.words}{held}")
    for relation in store.links().stated(document.row):
        told = _told(_STATED, relation)
        typer.echo(f"{told + ':':13} {document_name(relation.source)} ({relation.source.id})")
    for version in store.links().versions(document.row):
        told = "same text" if version.same else "version"
        typer.echo(f"{told + ':':13} {version.document.source} ({version.document.id})")
    for section in store.sections(document_id):
        typer.echo("  " * section.level + section.heading)


@docs.command("publish", epilog=after("kehoach docs publish 0a1b2c3d4e5f"))
def publish_documents(document_ids: DocumentIds, data: Data = None, as_json: Json = False) -> None:
    """Show internal documents to everyone, each with the others of its file."""
    _set_internal(document_ids, False, data, as_json)


@docs.command("withhold", epilog=after("kehoach docs withhold 0a1b2c3d4e5f"))
def withhold_documents(document_ids: DocumentIds, data: Data = None, as_json: Json = False) -> None:
    """Keep documents for the office alone, each with the others of its file; they stay so when ingested again."""
    _set_internal(document_ids, True, data, as_json)


@docs.command("remove", epilog=after("kehoach docs remove 0a1b2c3d4e5f --yes"))
def remove_document(
    document_id: DocumentId,
    data: Data = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
    as_json: Json = False,
) -> None:
    """Remove a document, and with it the others that were read from the same file."""
    document = store_of(data).document(document_id)
    if not yes:
        typer.confirm(f"Remove “{document.title}” ({document.source})?", abort=True, err=True)
    from index.library import Library

    removed = Library(settings_of(data)).remove(document_id)
    if as_json:
        return print_json({"removed": removed})
    typer.echo(f"removed {', '.join(removed)}")


def _set_internal(ids: list[str], internal: bool, data: Path | None, as_json: bool) -> None:
    store = store_of(data)
    for id in ids:
        store.document(id)  # before the first is changed
    changed = [each for id in ids for each in store.set_internal(id, internal)]
    if as_json:
        return print_json({"internal": internal, "documents": changed})
    typer.echo(f"{'internal' if internal else 'public'}: {', '.join(changed)}")


def _list_failures(store: Store, as_json: bool) -> None:
    failures = store.failures.listed()
    if as_json:
        from web.shapes import FailureList, FailureRow

        return print_json(FailureList(total=len(failures), failures=[FailureRow.of(failure) for failure in failures]))
    typer.echo(f"{len(failures)} failed file{'' if len(failures) == 1 else 's'}")
    for failure in failures:
        kept = ", its former content is kept" if failure.documents else ""
        typer.echo(f"{failure.key}  ({failure.at[:10]}{kept})")
        typer.echo(f"    {failure.message} {failure.remedy}")


def _told(words: Mapping[str, str], link: Link) -> str:
    """A relation in words, with the part that it touches: "amends (khoản 2)"."""
    part = link.relation.part
    return words[link.relation.kind] + (f" ({part})" if part else "")
