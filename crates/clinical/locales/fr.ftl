# Le dossier pour les logiciels (FHIR).
clinical-summary-params = Le résumé ne prend aucun paramètre : demandez-le sans rien après l’adresse.
