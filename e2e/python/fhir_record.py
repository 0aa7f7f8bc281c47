"""Reads a person's record with fhirclient, which holds every resource against its
own model of FHIR R4: also as a doctor's software does by the person's number, whom it
asks for (TD0.2), whose documents it searches (TD3.1a) and of which it reads one (TD3.2).
Says in JSON what it found.

Usage: fhir_record.py BASE PATIENT SYSTEM|NUMBER, with the token in CARNET_TOKEN.
"""

import base64
import json
import os
import sys
from importlib import import_module

from fhirclient import client

TYPES = [
    "AllergyIntolerance", "Appointment", "CareTeam", "Condition", "Consent",
    "DeviceUseStatement", "DocumentReference", "Encounter", "FamilyMemberHistory", "Immunization",
    "MedicationStatement", "Observation", "RelatedPerson",
]


def model(name):
    return getattr(import_module(f"fhirclient.models.{name.lower()}"), name)


def by_number(server, identifier):
    people = model("Patient").where({"identifier": identifier}).perform_resources(server)
    where = {"patient.identifier": identifier, "status": "current", "_count": "5"}
    documents = model("DocumentReference").where(where).perform_resources(server)
    attachment = documents[0].content[0].attachment
    binary = model("Binary").read(attachment.url.split("/")[-1], server)
    return {
        "people": [person.id for person in people],
        "documents": len(documents),
        "told": attachment.size,
        "read": len(base64.b64decode(binary.data)),
        "types": [binary.contentType, attachment.contentType],
    }


def main():
    base, patient, identifier = sys.argv[1:]
    smart = client.FHIRClient(settings={"app_id": "carnet-e2e", "api_base": base})
    smart.server.session.headers["Authorization"] = f"Bearer {os.environ['CARNET_TOKEN']}"
    person = model("Patient").read(patient, smart.server)
    found = {"born": person.birthDate.isostring, "counts": {}}
    for name in TYPES:
        search = model(name).where({"patient": patient, "_count": "2"})
        # As many pages as there are.
        resources = list(search.perform_resources_iter(smart.server))
        found["counts"][name] = len(resources)
        for one in resources[:1]:
            again = model(name).read(one.id, smart.server)
            assert again.as_json() == one.as_json(), f"{name} by its id"
    found["byNumber"] = by_number(smart.server, identifier)
    print(json.dumps(found))


main()
