# The summary: what a professional sees first of a record.

summary-title = Summary
summary-of = Summary — { $name }
summary-results = Last results
summary-no-results = No structured result at your disposal.
summary-documents = Documents
summary-no-documents = No document your profession may see.
summary-all-documents = All documents
summary-age = Aged { $age }.
summary-recorded = This access is recorded, and the person sees it.
summary-silent = Not filled in:
summary-urgent-title = Emergency
summary-urgent-of = Emergency — { $name }
summary-urgent-directives = Yes, this person has advance directives. Read them.
summary-urgent-documents = Documents to read first
summary-urgent-whole = Whole summary

# On paper.
summary-print = Summary as PDF
summary-print-title = Medical summary
summary-print-file = medical-summary
summary-print-date = Printed on { $day }
summary-print-own = This summary holds the headings of the medical profile that the person shares with their professionals. A heading that is kept is not in it.
summary-print-own-child = This summary holds the headings of { $of }’s medical profile that are shared with professionals. The others are not in it.
summary-print-seen = This summary holds what the professional who printed it may read of the medical profile, of the last results and of the last documents. It does not replace a conversation.
summary-print-foot = This paper holds health information: keep it in a safe place. It is up to date only on the day it is printed.
summary-print-name = Name
summary-print-born = Born
summary-print-number = National health number
summary-print-more = And { $count } more, to be read in the record.
summary-print-declared = noted by the person, not confirmed
summary-wishes-title = Wishes
summary-wishes-file = wishes
summary-wishes-sign = Date and signature:
summary-wishes-foot = These wishes can be changed or withdrawn at any time: the latest ones count. This paper is up to date only on the day it is printed.
summary-card-title = Vaccination card
summary-card-each = Each vaccination
summary-card-file = vaccination-card
summary-card-foot = Only a vaccination confirmed by a professional counts as proof. This paper is up to date only on the day it is printed.
