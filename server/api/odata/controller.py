"""/api/odata: the service document, `$metadata`, and the entity sets."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import ResponseSpec
from litestar.params import QueryParameter

from server.api.asking import ANY_SCOPE, SCOPE
from server.api.doors import Doors
from server.api.odata.model import SETS, EntitySet, metadata
from server.api.odata.options import read_options
from server.api.odata.reading import count_rows, read_page
from sync.domain.accounts import Person

PATH = "/odata"
VERSION = {"OData-Version": "4.0"}
JSON = "application/json;odata.metadata=minimal;charset=utf-8"
XML = "application/xml"


def odata_handlers() -> list[HTTPRouteHandler]:
    """All of them; an entity set has two: its rows, and how many there are."""
    return [_service, _metadata, *(made for one in SETS for made in _set_handlers(one))]


@get(f"{PATH}/", tags=["odata"], opt={SCOPE: ANY_SCOPE}, media_type=JSON, operation_id="ODataService")
async def _service(request: Request[Any, Any, Any], person: NamedDependency[Person], doors: NamedDependency[Doors]) -> Response[dict[str, Any]]:
    """The entity sets there are."""
    rows = [{"name": one.name, "kind": "EntitySet", "url": one.name} for one in SETS]
    return Response({"@odata.context": f"{_root(request, doors)}/$metadata", "value": rows}, headers=VERSION, media_type=JSON)


@get(
    f"{PATH}/$metadata", tags=["odata"], opt={SCOPE: ANY_SCOPE}, media_type=XML, operation_id="ODataMetadata",
    responses={200: ResponseSpec(data_container=str, media_type=XML, description="CSDL", generate_examples=False)},
)  # fmt: skip
async def _metadata(person: NamedDependency[Person]) -> Response[str]:
    """Columns and types of every entity set."""
    return Response(metadata(), headers=VERSION, media_type=XML)


def _set_handlers(entity_set: EntitySet) -> list[HTTPRouteHandler]:
    about: dict[str, Any] = {"tags": ["odata"], "opt": {SCOPE: entity_set.scope}}

    @get(f"{PATH}/{entity_set.name}", media_type=JSON, operation_id=f"OData{entity_set.name}", summary=entity_set.name, **about)
    async def rows(
        request: Request[Any, Any, Any],
        person: NamedDependency[Person],
        doors: NamedDependency[Doors],
        filter_: Annotated[str | None, QueryParameter(name="$filter", max_length=2_000)] = None,
        select: Annotated[str | None, QueryParameter(name="$select", max_length=2_000)] = None,
        orderby: Annotated[str | None, QueryParameter(name="$orderby", max_length=500)] = None,
        top: Annotated[int | None, QueryParameter(name="$top", ge=0, le=1_000_000)] = None,
        skip: Annotated[int | None, QueryParameter(name="$skip", ge=0, le=1_000_000)] = None,
        count: Annotated[bool | None, QueryParameter(name="$count")] = None,
        skiptoken: Annotated[str | None, QueryParameter(name="$skiptoken", max_length=2_000)] = None,
    ) -> Response[dict[str, Any]]:
        """Rows by key, or as `$orderby` says; `@odata.nextLink` leads on."""
        options = read_options(list(request.query_params.multi_items()), entity_set)
        page = await read_page(entity_set, doors, person, options)
        names = options.select or tuple(one.name for one in entity_set.columns)
        root = _root(request, doors)
        told: dict[str, Any] = {"@odata.context": f"{root}/$metadata#{entity_set.name}" + (f"({','.join(names)})" if options.select else "")}
        if page.count is not None:
            told["@odata.count"] = page.count
        told["value"] = [{name: row.get(name) for name in names} for row in page.rows]
        if page.token is not None:
            told["@odata.nextLink"] = f"{root}/{entity_set.name}?{_onward(request, page.token)}"
        return Response(told, headers=VERSION, media_type=JSON)

    @get(
        f"{PATH}/{entity_set.name}/$count", media_type="text/plain", operation_id=f"OData{entity_set.name}Count", summary=f"{entity_set.name}: how many",
        responses={200: ResponseSpec(data_container=str, media_type="text/plain", description="A number", generate_examples=False)}, **about,
    )  # fmt: skip
    async def many(
        request: Request[Any, Any, Any],
        person: NamedDependency[Person],
        doors: NamedDependency[Doors],
        filter_: Annotated[str | None, QueryParameter(name="$filter", max_length=2_000)] = None,
    ) -> Response[str]:
        """How many rows fit `$filter`."""
        options = read_options(list(request.query_params.multi_items()), entity_set)
        return Response(str(await count_rows(entity_set, doors, person, options)), headers=VERSION, media_type="text/plain")

    return [rows, many]


def _root(request: Request[Any, Any, Any], doors: Doors) -> str:
    """Where the service is, as whoever asks sees it."""
    base = doors.public_url or f"{request.scope['scheme']}://{request.headers.get('host', '')}"
    return f"{base}/api{PATH}"


def _onward(request: Request[Any, Any, Any], token: str) -> str:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("$skiptoken", "$count")]
    return urlencode([*kept, ("$skiptoken", token)], safe="$,'()")
