"""Every endpoint states who may call it, and says what it is for."""

from collections import Counter
from collections.abc import Iterator

from ninja import Schema
from ninja.operation import Operation

from tieline.foundation.access.endpoint import Allow, AllowMachine
from tieline.server.api import api

PUBLIC = {
    "get_session",
    "log_in",
    "prove_second_factor",
    "begin_login_anew",
    "begin_passkey_login",
    "log_in_by_passkey",
    "list_sign_on_providers",
    "begin_sign_on",
    "finish_openid",
    "finish_saml",
    "describe_site",
}
"""Operations for people who are not logged in yet. Nothing else may be public."""
MACHINES = {"send_events", "receive_webhook", "receive_assertion"}
"""Operations that machines call with a key or a signature of their own, and so without a CSRF token."""


def operations() -> Iterator[tuple[str, Operation]]:
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield f"{','.join(operation.methods)} {prefix}{path}", operation


def name_of(operation: Operation) -> str:
    return operation.operation_id or operation.view_func.__name__


def test_there_are_endpoints() -> None:
    assert len(list(operations())) > 20


def test_every_endpoint_states_a_permission() -> None:
    open_doors = [
        place
        for place, operation in operations()
        if name_of(operation) not in PUBLIC and not any(isinstance(a, Allow) for a in operation.auth_callbacks)
    ]
    assert not open_doors


def test_machines_call_only_what_is_made_for_them() -> None:
    found = {name_of(each) for _, each in operations() if any(isinstance(a, AllowMachine) for a in each.auth_callbacks)}
    assert found == MACHINES


def test_public_endpoints_exist_so_that_the_list_stays_true() -> None:
    assert {name_of(operation) for _, operation in operations()} >= PUBLIC


def test_operation_names_are_unique_because_the_web_client_is_generated_from_them() -> None:
    names = [name_of(operation) for _, operation in operations()]
    assert len(names) == len(set(names))


def test_every_endpoint_says_in_a_sentence_what_it_gives() -> None:
    silent = [place for place, operation in operations() if not (operation.description or operation.view_func.__doc__)]
    assert not silent


def shapes(of: type[Schema] = Schema) -> Iterator[type[Schema]]:
    for shape in of.__subclasses__():
        if shape.__module__.startswith("tieline."):
            yield shape
        yield from shapes(shape)


def test_no_two_shapes_have_one_name_as_the_document_would_show_only_one_of_them() -> None:
    named = {(shape.__module__, shape.__name__) for shape in shapes() if "[" not in shape.__name__}
    assert len(named) > 100
    twice = [name for name, count in Counter(name for _, name in named).items() if count > 1]
    assert not twice
