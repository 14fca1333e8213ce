"""What two clients that others wrote say of us: talk.py ADDRESS KEY TEST_KEY STREETS."""

import io
import itertools
import json
import struct
import sys
import traceback
import zlib

import requests
from georeport import GeoReport

# `three` was last published for Python 2 and imports one name that is gone: it is given back, nothing else is touched.
itertools.ifilter = filter
from three import Three  # noqa: E402

ADDRESS, KEY, TEST_KEY, STREETS = sys.argv[1:]
DISCOVERY = f"{ADDRESS}/open311/discovery.json"
JURISDICTION = requests.get(DISCOVERY).json()["jurisdiction_id"]


def place():
    """A corner of the city: services are refused where they are somebody else's."""
    for street in json.load(open(STREETS))["features"]:
        long, lat = street["geometry"]["coordinates"][0]
        answer = requests.get(f"{ADDRESS}/open311/v2/services.json", params={"lat": lat, "long": long})
        if answer.status_code == 200:
            return {"lat": lat, "long": long}
    raise SystemExit("no street is in the city")


POTHOLE = {
    **place(),
    "description": "Un trou devant l’école",
    "attribute[emplacement_voie]": "chaussee",
    "attribute[autoroute]": "non",
    "attribute[danger]": "non",
}
checks = []


def check(function):
    checks.append(function)
    return function


def endpoint(kind):
    found = Three(discovery=DISCOVERY).discovery()
    return next(it["url"] for it in found["endpoints"] if it["type"] == kind)


def georeport(output_format="json", kind="production"):
    return GeoReport(endpoint(kind), jurisdiction=JURISDICTION, output_format=output_format)


def three(kind="production", key=KEY):
    return Three(endpoint(kind), api_key=key, jurisdiction=JURISDICTION)


def report(client, **fields):
    answer = client.post("NID_POULE", **{**POTHOLE, **fields})
    assert client.post_response.status_code == 200, client.post_response.text
    return answer[0]


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0abc")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@check
def three_discovers_both_endpoints():
    for address in (endpoint("production"), endpoint("test")):
        assert address.startswith(ADDRESS), address
    assert Three(endpoint("production")).discovery()["endpoints"], "discovery below the endpoint"


@check
def three_lists_services():
    services = three().services()
    assert len(services) == 83 and all(it["service_code"] and it["service_name"] for it in services)


@check
def three_reads_a_definition():
    definition = three().services("NID_POULE")
    assert [it["code"] for it in definition["attributes"]][0] == "emplacement_voie"


@check
def three_posts_and_finds_its_request():
    client = three()
    number = report(client, name="Léa Roy", email="lea@exemple.test", phone="514 555-0123")["service_request_id"]
    found = client.request(number)
    assert found[0]["service_request_id"] == number and found[0]["status"] == "open"
    assert all(word not in str(found) for word in ("Léa", "lea@", "555", "école")), found
    assert number in [it["service_request_id"] for it in client.requests()]
    assert number in [it["service_request_id"] for it in client.requests("NID_POULE", status="open", count=50)]
    assert client.requests("ECLAIRAGE") == []


@check
def three_posts_a_photo():
    report(three(), media=io.BytesIO(png()))


@check
def three_is_told_what_is_wrong():
    client = three(key="faux")
    error = client.post("NID_POULE", **POTHOLE)[0]
    assert client.post_response.status_code == 403 and error["code"] == 403 and error["description"]
    client = three()
    missing = {name: value for name, value in POTHOLE.items() if "danger" not in name}
    error = client.post("NID_POULE", **missing)[0]
    assert client.post_response.status_code == 400 and "danger required" in error["description"], error


@check
def three_tests_without_keeping():
    before = len(three().requests())
    report(three("test", TEST_KEY))
    assert len(three().requests()) == before


@check
def three_resolves_a_token():
    token = "clients-0123456789abcdef"
    client = three()
    client.session.headers["Idempotency-Key"] = token
    number = report(client)["service_request_id"]
    assert client.token(token)[0] == {"service_request_id": number, "token": token}
    assert report(client)["service_request_id"] == number, "sent again, it is the same request"


@check
def three_asks_for_a_span():
    year = three()
    year.requests(between=["01-01-2024", "03-01-2024"])
    assert year._request.status_code == 200
    year.requests(between=["01-01-2024", "12-31-2024"])
    assert year._request.status_code == 400


@check
def georeport_lists_services_in_both_formats():
    plain, xml = georeport().get_service_list(), georeport("xml").get_service_list()
    assert len(plain) == 83
    assert [it["service_name"] for it in plain] == [it["service_name"] for it in xml]


@check
def georeport_reads_a_definition_in_both_formats():
    plain = georeport().get_service_definition("NID_POULE")
    xml = georeport("xml").get_service_definition("NID_POULE")
    assert plain["service_code"] == xml["service_code"] == "NID_POULE"
    assert [it["code"] for it in plain["attributes"]] == [it["code"] for it in xml["attributes"]["attribute"]]


@check
def georeport_reads_requests_in_both_formats():
    number = report(three())["service_request_id"]
    plain, xml = georeport(), georeport("xml")
    one = plain.get_service_request(number)
    assert one["service_request_id"] == number and isinstance(one["lat"], float)
    same = xml.get_service_request(number)
    assert {name: str(value) for name, value in one.items() if value} == {
        name: value if name not in ("lat", "long") else str(float(value)) for name, value in same.items() if value
    }
    several = plain.get_service_requests(service_code="NID_POULE", status="open")
    assert number in [it["service_request_id"] for it in several]
    assert len(xml.get_service_requests(status="open")) == len(plain.get_service_requests(status="open"))
    asked = plain.get_service_requests(service_request_id=f"{number},99-999999")
    assert [it["service_request_id"] for it in asked] == [number]


@check
def georeport_is_told_what_is_wrong():
    for ask in (
        lambda: georeport().get_service_request("99-999999"),
        lambda: georeport("xml").get_service_definition("LICORNE"),
        lambda: georeport().get_service_requests(start_date="hier"),
        lambda: GeoReport(endpoint("production"), jurisdiction="toronto.ca").get_service_list(),
    ):
        try:
            ask()
        except requests.HTTPError as err:
            assert err.response.status_code in (400, 404)
        else:
            raise AssertionError("nothing was refused")


failed = 0
for it in checks:
    try:
        it()
        print(f"ok {it.__name__}")
    except Exception:
        failed += 1
        print(f"not ok {it.__name__}")
        traceback.print_exc(file=sys.stdout)
print(f"{len(checks) - failed} passed, {failed} failed")
sys.exit(failed != 0)
