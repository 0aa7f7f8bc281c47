//! The elements of the resources that software writes into a record, and of the
//! data types in them (R4, 4.0.1). `*` is a list, `!` is required.

/// A type and its elements, each `name:Type`.
pub(super) const TYPES: &[(&str, &str)] = &[
    (
        "Observation",
        "identifier*:Identifier basedOn*:Reference partOf*:Reference status!:code \
         category*:CodeableConcept code!:CodeableConcept subject:Reference focus*:Reference \
         encounter:Reference effectiveDateTime:dateTime effectivePeriod:Period \
         effectiveTiming:Timing effectiveInstant:instant issued:instant performer*:Reference \
         valueQuantity:Quantity valueCodeableConcept:CodeableConcept valueString:string \
         valueBoolean:boolean valueInteger:integer valueRange:Range valueRatio:Ratio \
         valueSampledData:SampledData valueTime:time valueDateTime:dateTime valuePeriod:Period \
         dataAbsentReason:CodeableConcept interpretation*:CodeableConcept note*:Annotation \
         bodySite:CodeableConcept method:CodeableConcept specimen:Reference device:Reference \
         referenceRange*:ReferenceRange hasMember*:Reference derivedFrom*:Reference \
         component*:Component",
    ),
    (
        "ReferenceRange",
        "low:Quantity high:Quantity type:CodeableConcept appliesTo*:CodeableConcept age:Range \
         text:string",
    ),
    (
        "Component",
        "code!:CodeableConcept valueQuantity:Quantity valueCodeableConcept:CodeableConcept \
         valueString:string valueBoolean:boolean valueInteger:integer valueRange:Range \
         valueRatio:Ratio valueSampledData:SampledData valueTime:time valueDateTime:dateTime \
         valuePeriod:Period dataAbsentReason:CodeableConcept interpretation*:CodeableConcept \
         referenceRange*:ReferenceRange",
    ),
    (
        "AllergyIntolerance",
        "identifier*:Identifier clinicalStatus:CodeableConcept verificationStatus:CodeableConcept \
         type:code category*:code criticality:code code:CodeableConcept patient!:Reference \
         encounter:Reference onsetDateTime:dateTime onsetAge:Quantity onsetPeriod:Period \
         onsetRange:Range onsetString:string recordedDate:dateTime recorder:Reference \
         asserter:Reference lastOccurrence:dateTime note*:Annotation reaction*:Reaction",
    ),
    (
        "Reaction",
        "substance:CodeableConcept manifestation*!:CodeableConcept description:string \
         onset:dateTime severity:code exposureRoute:CodeableConcept note*:Annotation",
    ),
    (
        "Condition",
        "identifier*:Identifier clinicalStatus:CodeableConcept verificationStatus:CodeableConcept \
         category*:CodeableConcept severity:CodeableConcept code:CodeableConcept \
         bodySite*:CodeableConcept subject!:Reference encounter:Reference onsetDateTime:dateTime \
         onsetAge:Quantity onsetPeriod:Period onsetRange:Range onsetString:string \
         abatementDateTime:dateTime abatementAge:Quantity abatementPeriod:Period \
         abatementRange:Range abatementString:string recordedDate:dateTime recorder:Reference \
         asserter:Reference stage*:Stage evidence*:Evidence note*:Annotation",
    ),
    (
        "Stage",
        "summary:CodeableConcept assessment*:Reference type:CodeableConcept",
    ),
    ("Evidence", "code*:CodeableConcept detail*:Reference"),
    (
        "MedicationStatement",
        "identifier*:Identifier basedOn*:Reference partOf*:Reference status!:code \
         statusReason*:CodeableConcept category:CodeableConcept \
         medicationCodeableConcept:CodeableConcept medicationReference:Reference \
         subject!:Reference context:Reference effectiveDateTime:dateTime effectivePeriod:Period \
         dateAsserted:dateTime informationSource:Reference derivedFrom*:Reference \
         reasonCode*:CodeableConcept reasonReference*:Reference note*:Annotation dosage*:Dosage",
    ),
    (
        "Dosage",
        "sequence:integer text:string additionalInstruction*:CodeableConcept \
         patientInstruction:string timing:Timing asNeededBoolean:boolean \
         asNeededCodeableConcept:CodeableConcept site:CodeableConcept route:CodeableConcept \
         method:CodeableConcept doseAndRate*:DoseAndRate maxDosePerPeriod:Ratio \
         maxDosePerAdministration:Quantity maxDosePerLifetime:Quantity",
    ),
    (
        "DoseAndRate",
        "type:CodeableConcept doseRange:Range doseQuantity:Quantity rateRatio:Ratio \
         rateRange:Range rateQuantity:Quantity",
    ),
    (
        "Timing",
        "event*:dateTime repeat:Repeat code:CodeableConcept",
    ),
    (
        "Repeat",
        "boundsDuration:Quantity boundsRange:Range boundsPeriod:Period count:positiveInt \
         countMax:positiveInt duration:decimal durationMax:decimal durationUnit:code \
         frequency:positiveInt frequencyMax:positiveInt period:decimal periodMax:decimal \
         periodUnit:code dayOfWeek*:code timeOfDay*:time when*:code offset:unsignedInt",
    ),
    (
        "Immunization",
        "identifier*:Identifier status!:code statusReason:CodeableConcept \
         vaccineCode!:CodeableConcept patient!:Reference encounter:Reference \
         occurrenceDateTime:dateTime occurrenceString:string recorded:dateTime \
         primarySource:boolean reportOrigin:CodeableConcept location:Reference \
         manufacturer:Reference lotNumber:string expirationDate:date site:CodeableConcept \
         route:CodeableConcept doseQuantity:Quantity performer*:Giver note*:Annotation \
         reasonCode*:CodeableConcept reasonReference*:Reference isSubpotent:boolean \
         subpotentReason*:CodeableConcept education*:Education \
         programEligibility*:CodeableConcept fundingSource:CodeableConcept reaction*:Sequel \
         protocolApplied*:Protocol",
    ),
    ("Giver", "function:CodeableConcept actor!:Reference"),
    (
        "Education",
        "documentType:string reference:uri publicationDate:dateTime presentationDate:dateTime",
    ),
    ("Sequel", "date:dateTime detail:Reference reported:boolean"),
    (
        "Protocol",
        "series:string authority:Reference targetDisease*:CodeableConcept \
         doseNumberPositiveInt:positiveInt doseNumberString:string \
         seriesDosesPositiveInt:positiveInt seriesDosesString:string",
    ),
    (
        "Appointment",
        "identifier*:Identifier status!:code cancelationReason:CodeableConcept \
         serviceCategory*:CodeableConcept serviceType*:CodeableConcept \
         specialty*:CodeableConcept appointmentType:CodeableConcept reasonCode*:CodeableConcept \
         reasonReference*:Reference priority:unsignedInt description:string \
         supportingInformation*:Reference start:instant end:instant minutesDuration:positiveInt \
         slot*:Reference created:dateTime comment:string patientInstruction:string \
         basedOn*:Reference participant*!:Participant requestedPeriod*:Period",
    ),
    (
        "Participant",
        "type*:CodeableConcept actor:Reference required:code status!:code period:Period",
    ),
    (
        "Identifier",
        "use:code type:CodeableConcept system:uri value:string period:Period assigner:Reference",
    ),
    ("CodeableConcept", "coding*:Coding text:string"),
    (
        "Coding",
        "system:uri version:string code:code display:string userSelected:boolean",
    ),
    (
        "Quantity",
        "value:decimal comparator:code unit:string system:uri code:code",
    ),
    ("Range", "low:Quantity high:Quantity"),
    ("Ratio", "numerator:Quantity denominator:Quantity"),
    ("Period", "start:dateTime end:dateTime"),
    (
        "Reference",
        "reference:string type:uri identifier:Identifier display:string",
    ),
    (
        "Annotation",
        "authorReference:Reference authorString:string time:dateTime text!:markdown",
    ),
    (
        "SampledData",
        "origin!:Quantity period!:decimal factor:decimal lowerLimit:decimal upperLimit:decimal \
         dimensions!:positiveInt data:string",
    ),
    ("Narrative", "status!:code div!:xhtml"),
    (
        "Meta",
        "versionId:id lastUpdated:instant source:uri profile*:canonical security*:Coding \
         tag*:Coding",
    ),
];

/// What every resource has beside its own.
pub(super) const RESOURCE: &str =
    "id:id meta:Meta implicitRules:uri language:code text:Narrative contained*:Resource";
