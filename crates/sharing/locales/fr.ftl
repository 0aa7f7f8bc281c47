# Qui voit quoi, historique, liens de soin.
sharing-title = Qui voit quoi
sharing-lead = Vous savez qui peut lire votre dossier, et qui l’a lu.
sharing-links-title = Professionnels qui peuvent lire votre dossier
sharing-links-none = Aucun professionnel pour le moment. Un professionnel vous demande votre accord avant de lire votre dossier.
sharing-link-until = Jusqu’au { $day }.
sharing-link-cut = Arrêter l’accès de { $name }
sharing-last-title = Derniers accès
sharing-see-history = Voir tous les accès
sharing-history-title = Accès à mon dossier
sharing-history-lead = Chaque lecture et chaque changement sont écrits ici, avant d’avoir lieu.
sharing-history-none = Personne n’a ouvert votre dossier.
sharing-history-caption = Du plus récent au plus ancien
sharing-col-who = Qui
sharing-col-when = Quand
sharing-col-what = Quoi
sharing-col-why = Pourquoi
sharing-col-act = Que faire
sharing-older = Voir les accès plus anciens
sharing-role-you = Vous
sharing-role-representative = Représentant légal
sharing-role-child = L’enfant
sharing-role-institution = Établissement
sharing-role-keeper = Exploitant du service
sharing-why-consent = Vous avez donné votre accord.

history-record-read = A ouvert le dossier : listes, résumé ou profil
history-document-read = A lu « { $what } »
history-document-downloaded = A téléchargé « { $what } »
history-document-fetched = A lu « { $what } » par son logiciel
history-document-mailed = A envoyé « { $what } » avec un message
history-history-read = A consulté cette page
history-history-exported = A exporté l’historique ({ $what })
history-export-asked = A demandé l’export de tout le dossier
history-export-packed = L’export de tout le dossier a été préparé
history-export-taken = A téléchargé l’export de tout le dossier
history-document-added = A ajouté « { $what } »
history-document-hidden = A masqué à tous « { $what } »
history-document-hidden-from = A masqué à une personne : { $what }
history-document-shown = A rendu visible « { $what } »
history-document-shown-to = A rendu visible à une personne : { $what }
history-journal-dumped = A extrait tout votre dossier. Motif : { $what }
history-examination-noted = A noté comme fait : { $what }
history-examination-withdrawn = A retiré la note « { $what } »
history-link-made = A déclaré votre accord : { $what } peut lire votre dossier
history-link-cut = A arrêté l’accès de { $what }
history-profile-written = A noté dans le profil médical : { $what }
history-profile-changed = A modifié dans le profil médical : { $what }
history-profile-removed = A retiré une ligne du profil médical : { $what }
history-profile-restored = A remis une ligne du profil médical : { $what }
history-profile-confirmed = A confirmé une ligne du profil médical : { $what }
history-profile-released = A repris sa confirmation dans le profil médical : { $what }
history-profile-none = A déclaré n’avoir rien : { $what }
history-profile-shared = A partagé une rubrique avec les professionnels : { $what }
history-profile-kept = A gardé une rubrique pour le titulaire : { $what }
history-profile-correction-asked = A demandé une correction dans le profil médical : { $what }
history-profile-correction-settled = A réglé une demande de correction du profil médical : { $what }
history-profile-correction-answered = A répondu à une demande de correction du profil médical : { $what }
history-profile-target-set = A fixé un objectif dans le profil médical : { $what }
history-profile-target-removed = A retiré un objectif du profil médical : { $what }

# Pages des professionnels.
sharing-link-title = Motif d’accès
sharing-link-lead = Avant d’ouvrir ce dossier, déclarez l’accord de la personne.
sharing-link-effect = La personne verra dans son historique votre nom, votre lieu d’exercice et la date. L’accès dure { $days } jours. Elle peut l’arrêter à tout moment.
sharing-consent = La personne m’a donné son accord pour que je consulte son dossier.
sharing-consent-missing = Cochez la case si la personne vous a donné son accord. Sans accord, vous pouvez déposer un document, mais pas lire le dossier.
sharing-open-record = Ouvrir le dossier
sharing-deposit-only = Déposer un document sans lire le dossier

error-no-care-link = Déclarez d’abord l’accord de la personne.
error-no-medical-capacity = Votre rôle ne donne accès à aucune donnée médicale.

# Bandeau d’identité du patient (pages des professionnels).
sharing-identity = Identité du patient
sharing-identity-used = Nom utilisé : { $name }
sharing-identity-born = Naissance : { $day }
sharing-identity-sex = Sexe : { $sex }
sharing-identity-place = Lieu de naissance : { $place }
sharing-identity-number = Matricule : { $number }

# Décisions du titulaire : personnes, réglages, urgence, code de présence.
sharing-why-presence = Vous avez montré un code de présence.
sharing-why-treating = C’est votre médecin traitant.
sharing-why-team = Un professionnel qui vous suit l’a fait entrer dans l’équipe.
sharing-why-emergency = Accès d’urgence.
sharing-back = Revenir à « Qui voit quoi »
sharing-others-title = Vos autres décisions
sharing-is-blocked = Bloqué
sharing-is-administrator = Administrateur
sharing-is-treating = Médecin traitant
sharing-person-links = Ses accès
sharing-person-as = Voir mes documents comme { $name }
sharing-professions-link = Ce que chaque profession peut lire
sharing-person-no-link = Ce professionnel ne peut pas lire votre dossier en ce moment.
sharing-link-move = Changer la fin de cet accès
sharing-link-end = Dernier jour de cet accès
sharing-link-move-do = Changer la fin
sharing-link-end-wrong = Choisissez un jour entre aujourd’hui et un an. Exemple : 31 3 2027.
sharing-person-decide = Vos décisions
sharing-blocked-text = Ce professionnel ne peut rien lire. Pour lui, votre espace semble fermé. Il peut encore déposer un document.
sharing-unblock = Débloquer { $name }
sharing-block-text = Bloquer : ce professionnel ne pourra plus rien lire. Pour lui, votre espace semblera fermé. Il pourra encore déposer un document.
sharing-block = Bloquer { $name }
sharing-administrator-text = Administrateur : ce professionnel voit aussi les documents que vous masquez à tous, tant qu’il a un accès. Il ne voit pas ceux que vous lui masquez en particulier.
sharing-name-administrator = Nommer { $name } administrateur
sharing-remove-administrator = Retirer le rôle d’administrateur à { $name }
sharing-treating-text = Médecin traitant : il peut lire votre dossier pendant un an. Il remplace le médecin traitant d’avant.
sharing-name-treating = Nommer { $name } médecin traitant
sharing-treating-no-doctor = Seul un médecin peut être votre médecin traitant.
sharing-unblock-first = Vous avez bloqué cette personne. Débloquez-la d’abord.
sharing-done-bloquer = { $name } est bloqué.
sharing-done-debloquer = { $name } n’est plus bloqué.
sharing-done-administrateur = { $name } est administrateur de votre dossier.
sharing-done-retirer = { $name } n’est plus administrateur.
sharing-done-traitant = { $name } est votre médecin traitant.
sharing-done-fin = La fin de l’accès est changée.
sharing-switches-title = Réglages du partage
sharing-switches-lead = Ces choix valent pour tous les professionnels et tous les établissements.
sharing-switch-new = Masquer à tous chaque nouveau document
sharing-switch-new-hint = Le professionnel qui l’a déposé continue à le voir. Vous pouvez ensuite le montrer.
sharing-switch-all = Masquer tous mes documents à tous
sharing-switch-all-hint = Vos choix document par document sont gardés : ils reviennent quand vous décochez cette case.
sharing-switches-save = Enregistrer
sharing-switches-done = Vos choix sont enregistrés. Ils valent dès maintenant.
sharing-emergencies-title = Accès d’urgence
sharing-emergencies-lead = En urgence, un professionnel peut ouvrir votre dossier sans votre accord, pendant quatre heures. Il dit pourquoi, vous êtes prévenu aussitôt, et une autre personne relit sa raison.
sharing-switch-dispatch = Le SAMU (15) peut ouvrir mon dossier en urgence
sharing-switch-others = Les autres professionnels peuvent ouvrir mon dossier en urgence
sharing-switch-hidden = Ils voient aussi les documents que je leur masque en particulier
sharing-switch-hidden-hint = Un document masqué à tous reste masqué, même en urgence.
sharing-emergencies-past = Accès d’urgence passés
sharing-emergencies-none = Personne n’a ouvert votre dossier en urgence.
sharing-emergency-when = Du { $from } au { $until }.
sharing-emergency-said = Sa raison : « { $words } »
sharing-reason-life-in-danger = La vie de la personne est en danger.
sharing-reason-cannot-speak = La personne ne peut pas s’exprimer, et les soins ne peuvent pas attendre.
sharing-reason-dispatch = Régulation d’un appel d’urgence (SAMU).
sharing-outcome-waits = Cet accès sera relu.
sharing-outcome-justified = Relu : cet accès était justifié.
sharing-outcome-unjustified = Relu : cet accès n’était pas justifié. Des suites sont données.
sharing-presence-title = Montrer un code de présence
sharing-presence-lead = Vous êtes avec un professionnel ? Montrez-lui un code. Il le tape, et peut lire votre dossier.
sharing-presence-make = Faire un code
sharing-presence-again = Faire un autre code
sharing-presence-code = Votre code :
sharing-presence-until = Il sert une seule fois, jusqu’au { $moment }.
sharing-presence-effect = L’accès dure 90 jours (3 jours pour une pharmacie). Vous pouvez l’arrêter à tout moment.

history-link-moved = A changé la fin de l’accès de { $what }
history-professional-blocked = A bloqué { $what }
history-professional-unblocked = A débloqué { $what }
history-administrator-named = A nommé { $what } administrateur
history-administrator-removed = A retiré le rôle d’administrateur à { $what }
history-switches-set = A changé les réglages du partage
history-presence-shown = A fait un code de présence
history-emergency-opened = A ouvert votre dossier en urgence : « { $what } »
history-emergency-closed = A fermé son accès d’urgence
history-document-released = A rendu visible après consultation « { $what } »
history-secret-kept = A rendu invisible aux parents « { $what } »
history-secret-lifted = A rendu visible aux parents « { $what } »
sharing-why-life-in-danger = La vie de la personne est en danger.
sharing-why-cannot-speak = La personne ne peut pas s’exprimer.
sharing-why-dispatch = Régulation d’un appel d’urgence.

# Pages des professionnels : code, urgence, équipe, relecture.
sharing-presence-typed = Ou le code que la personne vous montre
sharing-presence-typed-hint = Huit signes. La personne le trouve dans son espace, page « Qui voit quoi ».
sharing-presence-wrong = Ce code ne sert pas ici. Il dure dix minutes et sert une fois : demandez-en un autre à la personne.
sharing-emergency-title = Accès d’urgence
sharing-emergency-lead = Sans l’accord de la personne, seulement si sa vie est en danger ou si elle ne peut pas s’exprimer.
sharing-emergency-reason = Pourquoi ?
sharing-emergency-no-reason = Choisissez une raison.
sharing-emergency-no-dispatch = Cette raison est pour les centres de régulation.
sharing-emergency-words = Dites-le en quelques mots
sharing-emergency-words-hint = De 20 à 500 signes. La personne les lira, et une autre personne les relira.
sharing-emergency-words-short = Dites en une phrase ce qui se passe : 20 signes au moins.
sharing-emergency-words-long = Raccourcissez : 500 signes au plus.
sharing-emergency-effect = L’accès dure quatre heures, pour cette personne seulement. Elle est prévenue aussitôt, et son médecin traitant aussi.
sharing-emergency-open = Ouvrir l’accès d’urgence
sharing-emergency-refused = Cette personne a refusé les accès d’urgence. Demandez-lui son accord, ou à la personne de confiance.
sharing-emergency-band = Accès d’urgence jusqu’au { $moment }. La personne est prévenue, et votre raison sera relue.
sharing-emergency-close = Fermer l’accès d’urgence
sharing-team-title = Faire entrer un collègue
sharing-team-lead = Votre collègue pourra lire ce dossier tant que vous le pouvez, et 90 jours au plus (3 jours pour une pharmacie). La personne est prévenue, et peut l’arrêter.
sharing-team-rpps = Numéro RPPS de votre collègue
sharing-team-rpps-hint = Onze chiffres.
sharing-team-unknown = Aucun professionnel en exercice n’a ce numéro. Vérifiez les onze chiffres.
sharing-team-of-ones-own = Un collègue vous a fait entrer dans cette équipe : lui seul peut y faire entrer quelqu’un.
sharing-team-name = Faire entrer ce collègue
sharing-team-back = Revenir au dossier
sharing-team-done = Votre collègue peut lire ce dossier.
sharing-reviews-title = Accès d’urgence à relire
sharing-reviews-lead = Jugez la raison donnée. La personne verra ce que vous constatez.
sharing-reviews-none = Rien à relire.
sharing-review-often = Accès d’urgence de cette personne en trente jours : { $count }
sharing-review-own = C’est votre propre accès : quelqu’un d’autre le relira.
sharing-review-justified = Justifié : { $name }
sharing-review-unjustified = Pas justifié : { $name }
sharing-review-done = Votre constat est enregistré.
sharing-ceiling-slow = Vous avez ouvert beaucoup de dossiers aujourd’hui. Attendez une minute, ou demandez un code de présence à la personne.
sharing-ceiling-stop = Vous avez ouvert 150 dossiers aujourd’hui. Demandez un code de présence à la personne, ou revenez demain.
sharing-ceiling-institution = Votre établissement a ouvert aujourd’hui autant de dossiers qu’il le peut sans code de présence. Demandez un code de présence à la personne, ou revenez demain.
sharing-ceiling-wrong = L’alerte d’un établissement viendrait après son arrêt : donnez un nombre plus petit.

# Historique : filtres, lignes groupées.
sharing-history-as-of = À jour le { $moment }.
sharing-filter-title = Filtrer
sharing-filter-whom = Qui
sharing-filter-whom-all = Tout le monde
sharing-filter-whom-me = Moi
sharing-filter-whom-others = Les autres personnes
sharing-filter-whom-professionals = Les professionnels
sharing-filter-whom-institutions = Les établissements
sharing-filter-kind = Quoi
sharing-filter-kind-all = Lectures et changements
sharing-filter-kind-reads = Lectures
sharing-filter-kind-changes = Changements
sharing-filter-year = Année
sharing-filter-year-all = Toutes les années
sharing-filter-emergency = Seulement les accès d’urgence
sharing-filter-automatic = Y compris les relevés automatiques
sharing-filter-automatic-hint = Le logiciel d’un établissement relit parfois ses documents, sans que personne les regarde.
sharing-filter-button = Filtrer
sharing-filter-none = Tout montrer
sharing-filter-misread = Une partie du filtre n’a pas de sens. Elle est ignorée.
sharing-filter-empty = Aucun accès ne correspond à ce filtre.
sharing-automatic-hidden = { $count ->
    [one] { $count } relevé automatique n’est pas montré.
   *[other] { $count } relevés automatiques ne sont pas montrés.
 }
sharing-automatic-show = Les montrer
sharing-only = Seulement ses accès
sharing-looked-until = La recherche s’est arrêtée au { $moment } : il y a beaucoup de lignes.
sharing-look-further = Continuer plus loin
sharing-when-hours = { $day }, de { $from } à { $to }
sharing-when-days = Du { $from } au { $to }
sharing-times = { $what } ({ $count } fois)
sharing-burst-record = A consulté le dossier, { $count } fois
sharing-burst-read = { $count ->
    [one] A lu un document
   *[other] A lu { $count } documents
 }
sharing-burst-taken = { $count ->
    [one] A lu et téléchargé un document
   *[other] A lu { $count } documents, dont { $taken } téléchargés
 }
sharing-burst-fetched = { $count ->
    [one] Son logiciel a relevé un document
   *[other] Son logiciel a relevé { $count } documents
 }

# Historique : à garder, à imprimer.
sharing-export-title = Garder l’historique
sharing-export-text = Le tableau contient tout ce que le filtre demande, et les relevés automatiques. Le fichier à imprimer contient une année. Chaque export est écrit dans l’historique.
sharing-export-csv = Tableau (CSV)
sharing-export-pdf = À imprimer : { $year } (PDF)
sharing-export-probation = L’historique ne peut pas encore être exporté. C’est possible trois jours après l’ouverture de votre compte.
sharing-verify-link = Vérifier que rien n’a été retiré de cet historique
sharing-csv-when = Quand (heure de Paris)
sharing-csv-role = Qualité
sharing-csv-number = Numéro national
sharing-csv-place = Lieu
sharing-csv-kind = Genre
sharing-kind-read = Lecture
sharing-kind-change = Changement
sharing-kind-automatic = Relevé automatique
sharing-print-lead = Dossier de { $name }, année { $year }. Du plus récent au plus ancien.
sharing-print-part = Ce fichier ne contient que les lignes choisies par un filtre.
sharing-print-automatic = Ce que des logiciels ont lu d’eux-mêmes n’y est pas.
sharing-print-foot = Une ligne vous surprend ? Signalez-la dans « Qui voit quoi », ou appelez le 3422.
sharing-print-too-long = Cette année contient plus de 1 000 lignes : c’est trop pour un fichier à imprimer. Choisissez un filtre, ou prenez le tableau (CSV).

# Signaler une ligne.
sharing-report = Je ne connais pas cette personne
sharing-line-read = lecture n° { $number }
sharing-line-change = changement n° { $number }
sharing-reported = Signalé : { $number }
sharing-report-title = Signaler un accès
sharing-report-lead = Vous ne reconnaissez pas cet accès ? Signalez-le : une personne du service le vérifie et vous répond.
sharing-report-effect = Le service verra qui a eu accès, quand, et le genre d’accès. Il ne verra aucun de vos documents.
sharing-report-words = Précisions (facultatif)
sharing-report-words-hint = 500 signes au plus. N’écrivez rien sur votre santé : ce n’est pas utile.
sharing-report-button = Envoyer le signalement
sharing-report-cut = Pour arrêter tout de suite l’accès d’un professionnel :
sharing-report-done = Votre signalement est reçu. Vous lirez la réponse sur cette page, et vous serez prévenu.
sharing-report-already = Vous avez déjà signalé cet accès.
sharing-reports-title = Vos signalements
sharing-report-sent = Envoyé le { $moment }
sharing-first-days = Pendant les trois premiers jours de votre compte, vous ne pouvez pas laisser quelqu’un d’autre lire davantage, et ni l’historique ni le dossier ne peuvent encore être exportés. Bloquer, arrêter et masquer restent possibles.
sharing-holders-alone = Seul le titulaire de l’espace peut le décider. Un représentant légal lit, ajoute, range et masque ; il ne montre de nouveau que ce qu’un représentant a masqué, ne donne accès à personne et n’emporte pas le dossier.
sharing-emergency-until = Jusqu’au { $moment }.
sharing-done-arreter = L’accès de { $name } est arrêté.
sharing-ceiling-emergency = Vous avez ouvert 150 dossiers aujourd’hui, ou beaucoup en peu de temps. Appelez le centre 15, ou demandez à un collègue.
sharing-alarms-title = Beaucoup de dossiers en un jour
sharing-alarms-lead = Ces personnes ont ouvert plus de 60 dossiers en un jour sans code de présence.
sharing-alarms-institutions-title = Établissements : beaucoup de dossiers en un jour
sharing-alarms-institutions-lead = Les logiciels et les professionnels de ces établissements ont ouvert ensemble, en un jour et sans code de présence, plus de dossiers que d’habitude pour un établissement de ce genre.
history-link-made-presence = { $what } a tapé votre code de présence et peut lire votre dossier
history-link-made-treating = A nommé { $what } médecin traitant
history-link-made-team = A fait entrer { $what } dans son équipe : cette personne peut lire votre dossier
history-emergency-ended = A arrêté l’accès d’urgence de { $what }
sharing-own-acts-too-many = Trop d’actes à parcourir depuis cette date : donnez une date plus récente.

# Services reliés.
sharing-role-service = Service relié
sharing-role-finder = Par la carte d’urgence
sharing-finder = Personne inconnue
sharing-why-conversation = Dans un échange de messages.
sharing-why-service = Vous avez relié ce service.
sharing-filter-whom-services = Les services reliés
sharing-services-link = Services reliés à votre espace
sharing-not-connected = Cette liaison est en pause ou terminée : rien ne peut être lu.
history-connection-made = A relié le service { $what } à votre espace
history-connection-made-adds = A relié le service { $what } à votre espace, où il peut aussi ajouter des données
history-connection-paused = A mis en pause le service { $what }
history-connection-resumed = A repris la liaison avec le service { $what }
history-connection-ended = A retiré le service { $what }
history-connection-left = A rendu son accès à votre espace
history-connection-copied = A été retiré : son accès avait été copié
sharing-patients-emergencies-title = Accès d’urgence chez vos patients
sharing-patients-emergencies-lead = Vous êtes leur médecin traitant : vous êtes averti, comme eux, quand quelqu’un ouvre leur dossier en accès d’urgence. Les quatre-vingt-dix derniers jours.
sharing-patients-emergencies-none = Aucun accès d’urgence chez vos patients.
sharing-patients-outcome-waits = À relire.
sharing-patients-outcome-justified = Relu : justifié.
sharing-patients-outcome-unjustified = Relu : pas justifié.
