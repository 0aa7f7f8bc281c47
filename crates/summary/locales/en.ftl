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
