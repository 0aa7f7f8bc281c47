# Le résumé : ce qu’un professionnel voit d’abord d’un dossier.

summary-title = Résumé
summary-of = Résumé — { $name }
summary-results = Derniers résultats
summary-no-results = Aucun résultat structuré à votre disposition.
summary-documents = Documents
summary-no-documents = Aucun document visible pour votre profession.
summary-all-documents = Tous les documents
summary-age = { $age } { $age ->
    [one] an
   *[other] ans
}.
summary-recorded = Cet accès est enregistré, et la personne le voit.
summary-silent = Non renseigné :
summary-urgent-title = Urgence
summary-urgent-of = Urgence — { $name }
summary-urgent-directives = Oui, cette personne a des directives anticipées. Lisez-les.
summary-urgent-documents = Documents à lire d’abord
summary-urgent-whole = Résumé complet

# Sur papier.
summary-print = Résumé en PDF
summary-print-title = Résumé médical
summary-print-file = resume-medical
summary-print-date = Imprimé le { $day }
summary-print-own = Ce résumé contient les rubriques du profil médical que la personne partage avec ses professionnels. Une rubrique gardée pour soi n’y figure pas.
summary-print-own-child = Ce résumé contient les rubriques du profil médical { $of } qui sont partagées avec les professionnels. Les autres n’y figurent pas.
summary-print-seen = Ce résumé contient ce que le professionnel qui l’a imprimé peut lire du profil médical, des derniers résultats et des derniers documents. Il ne remplace pas l’entretien.
summary-print-foot = Ce papier contient des informations de santé : gardez-le en lieu sûr. Il n’est à jour que le jour où il est imprimé.
summary-print-name = Nom
summary-print-born = Naissance
summary-print-number = Numéro national de santé
summary-print-more = Et { $count } { $count ->
    [one] autre
   *[other] autres
}, à lire dans le dossier.
summary-print-declared = noté par la personne, non confirmé
summary-wishes-title = Volontés
summary-wishes-file = volontes
summary-wishes-sign = Date et signature :
summary-wishes-foot = Ces volontés se changent ou se retirent à tout moment : les plus récentes comptent. Ce papier n’est à jour que le jour où il est imprimé.
summary-card-title = Carnet de vaccination
summary-card-each = Chaque vaccination
summary-card-file = carnet-de-vaccination
summary-card-foot = Seule une vaccination confirmée par un professionnel fait foi. Ce papier n’est à jour que le jour où il est imprimé.
