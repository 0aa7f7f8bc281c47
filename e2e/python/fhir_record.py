"""Reads a person's record with fhirclient, which holds every resource against its
own model of FHIR R4. Says in JSON what it found.

Usage: fhir_record.py BASE PATIENT, with the token in CARNET_TOKEN.
"""

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


def main():
    base, patient = sys.argv[1:]
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
    print(json.dumps(found))


main()
