# Le catalogue des services.
catalogue-kind-identite = Mon identité
catalogue-kind-identite-hint = Nom, prénom, date de naissance et sexe. Jamais le numéro de sécurité sociale.
catalogue-kind-documents = Mes documents
catalogue-kind-documents-hint = Ordonnances, comptes rendus, certificats : leurs titres et leur contenu.
catalogue-kind-comptes-rendus = Mes comptes rendus et synthèses
catalogue-kind-comptes-rendus-hint = Comptes rendus d’analyses, d’examens, de consultations et d’hospitalisations, synthèses : leurs titres et leur contenu. Aucun autre document.
catalogue-kind-imagerie = Mes documents d’imagerie
catalogue-kind-imagerie-hint = Radios, scanners, échographies : leurs titres et leur contenu. Aucun autre document.
catalogue-kind-ordonnances = Mes ordonnances et documents de soins
catalogue-kind-ordonnances-hint = Ordonnances, médicaments délivrés, plans de soins : leurs titres et leur contenu. Aucun autre document.
catalogue-kind-certificats = Mes certificats
catalogue-kind-certificats-hint = Certificats, déclarations, notes de vaccination : leurs titres et leur contenu. Aucun autre document.
catalogue-kind-papiers = Mes documents administratifs
catalogue-kind-papiers-hint = Attestations, remboursements : leurs titres et leur contenu. Aucun autre document.
catalogue-kind-autres = Mes volontés, questionnaires et documents sans catégorie
catalogue-kind-autres-hint = Directives anticipées, questionnaires, documents que vous avez ajoutés sans catégorie : leurs titres et leur contenu. Aucun autre document.
catalogue-kind-resultats = Mes résultats et mesures
catalogue-kind-resultats-hint = Analyses de laboratoire, poids, tension et autres mesures.
catalogue-kind-mesures = Mes mesures
catalogue-kind-mesures-hint = Poids, tension, glycémie… Aucune analyse de laboratoire.
catalogue-kind-laboratoire = Mes analyses de laboratoire
catalogue-kind-laboratoire-hint = Ce que les laboratoires ont trouvé. Aucune des mesures que vous notez.
catalogue-kind-allergies = Mes allergies
catalogue-kind-allergies-hint = Ce qui est noté dans votre profil médical.
catalogue-kind-maladies = Mes maladies et antécédents
catalogue-kind-maladies-hint = Maladies, hospitalisations, opérations et antécédents de la famille.
catalogue-kind-traitements = Mes traitements et appareils
catalogue-kind-traitements-hint = Médicaments, dispositifs et implants de votre profil médical.
catalogue-kind-vaccinations = Mes vaccinations
catalogue-kind-vaccinations-hint = Vaccins et dates.
catalogue-kind-agenda = Mes rendez-vous
catalogue-kind-agenda-hint = Dates, lieux et professionnels de votre agenda.
catalogue-kind-historique = Qui a consulté ou modifié mon dossier
catalogue-kind-historique-hint = Les noms, les dates et les gestes. Jamais ce que vous avez masqué, ni vos messages.

catalogue-title = Catalogue des services
catalogue-lead = Des applications et des sites examinés avant d’être présentés ici. Certains peuvent lire une partie de votre espace, si vous le voulez et seulement ce que vous cochez. Être au catalogue n’est pas un conseil médical.
catalogue-words = Mots cherchés
catalogue-theme = Thème
catalogue-theme-all = Tous les thèmes
catalogue-theme-suivi = Suivre une maladie
catalogue-theme-mesures = Mesures et objets connectés
catalogue-theme-vaccins = Vaccins et prévention
catalogue-theme-grossesse = Grossesse et enfants
catalogue-theme-mental = Santé mentale
catalogue-theme-sport = Activité et alimentation
catalogue-theme-demarches = Démarches et rendez-vous
catalogue-exchange = Échange avec votre espace
catalogue-exchange-all = Avec ou sans échange
catalogue-exchange-avec = Peut lire ou ajouter dans l’espace
catalogue-exchange-sans = Sans échange de données
catalogue-search = Chercher
catalogue-search-none = Voir tous les services
catalogue-none = Aucun service ne correspond.
catalogue-count = { $count ->
    [0] Aucun service
    [one] 1 service
   *[other] { $count } services
}
catalogue-publisher = Éditeur
catalogue-price = Prix
catalogue-price-gratuit = Gratuit
catalogue-price-payant = Payant
catalogue-price-options = Gratuit, avec des options payantes
catalogue-region = Région
catalogue-region-all = Partout en France
catalogue-region-any = Toutes les régions
catalogue-region-hint = Laisser vide si le service est proposé partout.
catalogue-device = Dispositif médical
catalogue-device-yes = Oui, marqué CE
catalogue-device-no = Non
catalogue-device-tick = C’est un dispositif médical
catalogue-listed-until = Au catalogue jusqu’au
catalogue-reads-title = Ce que ce service peut lire
catalogue-reads-none = Rien : ce service n’échange aucune donnée avec votre espace.
catalogue-reads-lead = Seulement si vous le reliez, et seulement ce que vous cochez alors :
catalogue-reads-nothing = Rien : ce service ne lit pas votre espace.
catalogue-adds-title = Ce que ce service peut ajouter
catalogue-adds-lead = Seulement si vous le cochez aussi. Vous voyez ce qu’il ajoute, et vous pouvez le retirer :
catalogue-reads-start = Pour le relier, commencez dans le service lui-même : il vous enverra ici pour donner votre accord.
catalogue-site = Aller sur le site de { $name }
catalogue-submit-title = Proposer un service
catalogue-submit-lead = Un service est examiné critère par critère, puis référencé pour un an par deux personnes.
catalogue-submit-1 = Remplissez le formulaire ci-dessous. Nous envoyons aussitôt une adresse de suivi à votre adresse électronique : ouvrez-la pour confirmer la demande.
catalogue-submit-2 = L’équipe examine chaque critère. À l’adresse de suivi, vous lisez chaque avis et ce qui manque ; vous pouvez corriger la demande une fois.
catalogue-submit-3 = Rien n’est public avant le référencement, qui vaut un an. Nous vous écrivons 60 jours et 14 jours avant la fin.
catalogue-submit-4 = Le référencement peut être suspendu à tout moment : les accès s’arrêtent alors aussitôt.
catalogue-submit-criteria = Les critères
catalogue-domain-data = Données
catalogue-domain-security = Sécurité
catalogue-domain-interop = Échanges
catalogue-domain-ethics = Éthique et accès
catalogue-admin-title = Catalogue : demandes et référencements
catalogue-admin-none = Aucune demande n’a été enregistrée.
catalogue-public = Voir le catalogue public
catalogue-standing-submitted = À examiner
catalogue-standing-listed = Référencé
catalogue-standing-suspended = Suspendu
catalogue-standing-withdrawn = Retiré
catalogue-waits-second = { $name } propose le référencement. Une deuxième personne doit le confirmer.
catalogue-until = jusqu’au { $day }
catalogue-new-title = Enregistrer une demande
catalogue-new-lead = Recopiez ici ce que l’éditeur a envoyé, par courrier ou par courriel. Une demande qui n’a jamais été référencée peut être enregistrée de nouveau sous le même identifiant : son examen recommence.
catalogue-name = Nom du service
catalogue-name-wrong = Écrivez un nom, de 60 signes au plus.
catalogue-id = Identifiant
catalogue-id-taken = Cet identifiant est déjà celui d’un service référencé. Choisissez-en un autre.
catalogue-contact = Contact de l’éditeur
catalogue-contact-hint = Pour l’équipe seulement. Vérifiez qu’il répond avant de référencer.
catalogue-publisher-wrong = Écrivez le nom de l’éditeur, de 100 signes au plus.
catalogue-contact-wrong = Écrivez un contact, de 200 signes au plus.
catalogue-said-fr-wrong = Écrivez la description en français, de 600 signes au plus.
catalogue-said-en-wrong = Écrivez la description en anglais, de 600 signes au plus.
catalogue-region-wrong = Écrivez une région, de 60 signes au plus, ou rien.
catalogue-theme-wrong = Choisissez un thème dans la liste.
catalogue-price-wrong = Choisissez un prix dans la liste.
catalogue-said-fr = Description en français
catalogue-said-en = Description en anglais
catalogue-site-label = Site du service
catalogue-site-wrong = Une adresse « https », ou rien.
catalogue-choice-wrong = Choisissez dans la liste.
catalogue-kinds-legend = Données lues
catalogue-kinds-hint = Rien : le service est présenté sans échange.
catalogue-adds-legend = Données ajoutées
catalogue-adds-none = Rien n’est ajouté.
catalogue-adds-hint = Rien : le service lit sans rien ajouter.
catalogue-redirects = Adresses de retour, une par ligne
catalogue-redirects-hint = Chacune exacte, en « https » ou propre à une application. Rien, sans échange.
catalogue-keys = Clés publiques (JWKS)
catalogue-keys-hint = Vide pour une application installée chez les personnes : elle ne peut garder aucun secret.
catalogue-keys-wrong = Ces clés ne sont pas un JWKS de clés publiques, assez fortes, chacune avec un « kid ».
catalogue-keys-yes = Le service signe avec ses clés
catalogue-keys-no = Aucune : application sans secret
catalogue-new-save = Enregistrer la demande
catalogue-list-it = Référencer pour un an
catalogue-list-hint = Il faut deux personnes : la première propose, une autre confirme. Une suspension par une seule personne suffit et arrête tous les accès.
catalogue-suspend = Suspendre
catalogue-reason = Motif de la suspension
catalogue-reason-hint = L’éditeur le lit, dans le message que nous lui envoyons et à son adresse de suivi s’il en a une.
catalogue-reason-choose = Choisir un motif
catalogue-reason-missing = Choisissez le motif de la suspension : l’éditeur le lira.
catalogue-reason-note = Ce qu’il doit savoir de plus (facultatif, sauf pour une autre raison)
catalogue-reason-note-hint = Il le lit à son adresse de suivi, ou dans le message s’il n’en a pas. N’y nommez personne.
catalogue-reason-critere = un critère n’est plus respecté
catalogue-reason-signalements = des personnes l’ont signalé
catalogue-reason-securite = une faille de sécurité est possible
catalogue-reason-silence = l’éditeur ne répond pas
catalogue-reason-autre = une autre raison
catalogue-reason-unsaid = Expliquez l’autre raison : le motif seul ne dit rien à l’éditeur.
catalogue-suspended-for = Suspendu. Motif : { $why }.
catalogue-suspend-open = Suspendre ce service
catalogue-withdraw = Retirer définitivement
catalogue-examination = Examen
catalogue-verdict = Avis
catalogue-verdict-open = Pas encore examiné
catalogue-verdict-met = Respecté
catalogue-verdict-unmet = Non respecté
catalogue-verdict-unconcerned = Sans objet
catalogue-found = { $verdict }, par { $name }, le { $moment }
catalogue-note = Ce qui l’établit
catalogue-examine = Enregistrer l’examen
catalogue-deeds = Ce qui a été fait
catalogue-deed = { $what }, par { $name }, le { $moment }
catalogue-deed-submitted = Demande enregistrée
catalogue-deed-sent = Demande envoyée et confirmée par l’éditeur
catalogue-deed-corrected = Demande corrigée par l’éditeur
catalogue-deed-renewal = Renouvellement demandé
catalogue-deed-examined = Examen complété
catalogue-deed-proposed = Référencement proposé
catalogue-deed-listed = Référencement confirmé
catalogue-deed-suspended = Référencement suspendu
catalogue-deed-withdrawn = Service retiré
catalogue-deed-keys = Clés changées par l’éditeur
catalogue-deed-left = Service retiré par l’éditeur
catalogue-done-submitted = La demande est enregistrée. Elle peut être examinée.
catalogue-done-examined = L’examen est enregistré.
catalogue-done-proposed = Le référencement est proposé. Une autre personne doit le confirmer.
catalogue-done-listed = Le service est référencé pour un an.
catalogue-done-renewal = Le renouvellement est demandé. L’examen recommence, et deux personnes décident.
catalogue-done-suspended = Le service est suspendu. Il ne lit plus rien.
catalogue-done-withdrawn = Le service est retiré. Il ne lit plus rien.
catalogue-two-persons = Vous avez proposé ce référencement : une autre personne doit le confirmer.
catalogue-not-examined = Chaque critère doit être respecté ou sans objet avant le référencement.
catalogue-reports = Signalements
catalogue-reported = { $what }, le { $moment }
catalogue-report-trop = Il demande ou lit plus que nécessaire
catalogue-report-autre-chose = Il fait autre chose que ce qu’il annonce
catalogue-report-pression = On m’a poussé à le relier
catalogue-report-autre = Autre chose ne va pas

# Ce que les éditeurs font eux-mêmes.
catalogue-submit-form = Votre demande
catalogue-submit-send = Envoyer la demande
catalogue-email = Adresse électronique de l’éditeur
catalogue-email-hint = Elle n’est jamais publiée. Nous y envoyons l’adresse de suivi et les rappels.
catalogue-email-wrong = Écrivez une adresse électronique, par exemple contact@exemple.fr.
catalogue-sent-max = Cette adresse a déjà envoyé trois demandes aujourd’hui. Réessayez demain.
catalogue-sent-max-network = Trop de demandes sont venues d’ici aujourd’hui. Réessayez demain.
catalogue-sent-title = Regardez votre courrier électronique
catalogue-sent-lead = Nous vous avons écrit. Ouvrez l’adresse du message dans les 24 heures pour confirmer votre demande.
catalogue-sent-text = Tant que vous n’avez pas confirmé, personne ne lit votre demande. Gardez cette adresse : elle sert aussi à suivre l’examen.
catalogue-sent-by-publisher = Envoyé par l’éditeur
catalogue-note-read = L’éditeur lit vos avis et, pour un critère non respecté, la note : écrivez ce qui manque.
catalogue-renew = Demander le renouvellement
catalogue-renewal-asked = Renouvellement demandé le { $day }. L’examen recommence.
catalogue-follow-title = Suivi de votre demande
catalogue-follow-standing = État
catalogue-follow-unconfirmed = Pas encore confirmée
catalogue-follow-ended = Référencement terminé le { $day }
catalogue-follow-confirm = Confirmer la demande
catalogue-follow-judged = Avis, critère par critère
catalogue-follow-missing = Ce qui manque : { $what }
catalogue-follow-confirmed = Votre demande est confirmée. L’équipe va l’examiner.
catalogue-follow-corrected = Votre correction est envoyée. L’examen recommence.
catalogue-follow-taken-back = Votre demande est retirée.
catalogue-follow-renewal = Le renouvellement est demandé. L’équipe va examiner de nouveau chaque critère.
catalogue-follow-tick = Cochez la case pour retirer la demande.
catalogue-follow-next-unconfirmed = Relisez votre demande, puis confirmez-la : l’équipe ne la lit qu’ensuite.
catalogue-follow-next-submitted = L’équipe examine votre demande. Revenez à cette adresse pour lire les avis.
catalogue-follow-next-unmet = Des critères ne sont pas respectés. Vous pouvez corriger votre demande une fois.
catalogue-follow-next-corrected = L’équipe examine votre demande corrigée. Elle ne peut plus être changée.
catalogue-follow-next-listed = Votre service est au catalogue jusqu’au { $day }.
catalogue-follow-next-renewal = Le renouvellement est examiné critère par critère, puis décidé par deux personnes.
catalogue-follow-next-ended = Votre service n’est plus au catalogue, et ne lit plus rien. Vous pouvez demander le renouvellement.
catalogue-follow-next-suspended = Votre service est suspendu : il ne lit plus rien. L’équipe du catalogue vous répond par courrier électronique.
catalogue-follow-next-withdrawn = Cette demande est close. Pour proposer de nouveau ce service, envoyez une autre demande.
catalogue-correct-title = Corriger la demande
catalogue-correct-lead = Changez ce qui manque, puis envoyez : l’examen recommence. Vous ne pouvez corriger qu’une fois.
catalogue-correct-send = Envoyer la correction
catalogue-take-back = Retirer la demande
catalogue-take-back-sure = Je retire cette demande pour de bon
catalogue-take-back-do = Retirer
catalogue-follow-left = Votre service est retiré du catalogue. Tous ses accès sont arrêtés.
catalogue-follow-turned = Les clés sont changées. Les anciennes ne servent plus que si vous les avez gardées.
catalogue-turn = Les clés du service
catalogue-turn-why = Pour les renouveler, ou parce que l’une d’elles a pu être copiée.
catalogue-turn-title = Changer les clés
catalogue-turn-signing = Clés actuelles
catalogue-turn-at-once = Dès l’envoi, seules les nouvelles clés signent, partout. Ce que le service tenait d’une clé retirée s’arrête : il demande un nouvel accès avec une nouvelle clé.
catalogue-turn-stays = Rien d’autre ne change : ni ce que le service lit ou ajoute, ni qui l’a relié.
catalogue-turn-told = Nous vous écrivons que les clés ont été changées.
catalogue-turn-keys = Nouvelles clés publiques (JWKS)
catalogue-turn-hint = L’ensemble complet : il remplace celui d’avant. Des clés publiques seulement, chacune avec un « kid ».
catalogue-turn-beside = Des clés actuelles continuent de signer, à côté des nouvelles
catalogue-turn-beside-hint = Pour une transition : mettez-les dans l’ensemble ci-dessus. Jamais pour une clé qui a pu être copiée.
catalogue-turn-do = Changer les clés
catalogue-keys-same = Ce sont les clés actuelles. Écrivez-en de nouvelles.
catalogue-keys-unsaid = Une clé actuelle est dans cet ensemble. Retirez-la, ou cochez la case pour qu’elle continue de signer.
catalogue-keys-gone = Aucune clé actuelle n’est dans cet ensemble. Ajoutez-la, ou décochez la case.
catalogue-keys-max = Les clés ont été changées cinq fois aujourd’hui. Réessayez demain.
catalogue-leave = Quitter le catalogue
catalogue-leave-title = Retirer le service du catalogue
catalogue-leave-found = Votre service quitte le catalogue aussitôt.
catalogue-leave-access = Tous ses accès s’arrêtent aussitôt : ce qu’il demandera ensuite sera refusé.
catalogue-leave-told = Chaque personne qui l’avait relié lit qu’il a rendu son accès, dans ses services et dans son historique.
catalogue-leave-kept = Ce qu’il a ajouté reste dans les espaces. Effacez chez vous ce qu’il a lu.
catalogue-leave-final = C’est définitif. Pour revenir, il faudra une nouvelle demande, et chaque personne devra le relier de nouveau.
catalogue-leave-sure = Je retire ce service du catalogue pour de bon
catalogue-leave-tick = Cochez la case pour retirer le service.
catalogue-leave-do = Retirer du catalogue
catalogue-leave-not = Ne rien changer
catalogue-mail-confirm-subject = Confirmez votre demande au catalogue de Carnet
catalogue-mail-confirm-text = Bonjour,

    le service « { $name } » est proposé au catalogue avec votre adresse.
    Pour confirmer la demande, ouvrez cette adresse dans les 24 heures :

    { $address }

    Gardez-la pour vous : elle sert aussi à suivre l’examen, à corriger la
    demande et à la retirer.

    Vous n’avez rien demandé ? Ne faites rien : personne ne lira cette demande.
catalogue-mail-first-subject = Votre référencement se termine dans deux mois
catalogue-mail-first-text = Bonjour,

    « { $name } » est au catalogue de Carnet jusqu’au { $day }. Pour y rester, demandez le renouvellement.
catalogue-mail-second-subject = Votre référencement se termine dans deux semaines
catalogue-mail-second-text = Bonjour,

    « { $name } » est au catalogue de Carnet jusqu’au { $day }. Sans renouvellement, tous les accès du service s’arrêtent ce jour-là.
catalogue-mail-ended-subject = Votre référencement est terminé
catalogue-mail-ended-text = Bonjour,

    depuis le { $day }, « { $name } » n’est plus au catalogue de Carnet, et ses accès sont arrêtés.
catalogue-mail-here = Demandez le renouvellement à votre adresse de suivi : { $address }
catalogue-mail-team = Demandez le renouvellement à l’équipe du catalogue, en répondant à ce message.
catalogue-mail-unmet-subject = Des critères du catalogue ne sont pas respectés
catalogue-mail-unmet-text = Bonjour,

    des critères ne sont pas encore respectés pour « { $name } ».
catalogue-mail-listed-subject = Votre service est au catalogue
catalogue-mail-listed-text = Bonjour,

    « { $name } » est au catalogue de Carnet jusqu’au { $day }.
catalogue-mail-renewed-subject = Votre référencement est renouvelé
catalogue-mail-renewed-text = Bonjour,

    « { $name } » reste au catalogue de Carnet jusqu’au { $day }.
catalogue-mail-resumed-subject = Votre service est de nouveau au catalogue
catalogue-mail-resumed-text = Bonjour,

    « { $name } » est de nouveau au catalogue de Carnet, jusqu’au { $day }.
catalogue-mail-suspended-subject = Votre service est suspendu
catalogue-mail-suspended-text = Bonjour,

    « { $name } » est suspendu du catalogue de Carnet, et ses accès sont arrêtés.
    Motif : { $reason }.
catalogue-mail-withdrawn-subject = Votre service est retiré du catalogue
catalogue-mail-withdrawn-text = Bonjour,

    « { $name } » est retiré du catalogue de Carnet, et ses accès sont arrêtés. C’est définitif.
catalogue-mail-left-subject = Vous avez retiré votre service du catalogue
catalogue-mail-left-text = Bonjour,

    vous avez retiré « { $name } » du catalogue de Carnet. Ses accès sont arrêtés.
catalogue-mail-keys-subject = Les clés de votre service ont été changées
catalogue-mail-keys-text = Bonjour,

    les clés de « { $name } » ont été changées à votre adresse de suivi.
    Ce n’est pas vous ? Écrivez aussitôt à l’équipe du catalogue, en répondant à ce message.
catalogue-mail-see = Tout se lit à votre adresse de suivi : { $address }
catalogue-mail-answer = Pour toute question, répondez à ce message.
