# Le cadre de toutes les pages, les erreurs, et les pages publiques.

edge-site-name = Carnet de santé
edge-title-failed = Erreur : { $title }
edge-skip = Aller au contenu
edge-help-link = Aide — 3422
edge-other-lang = English
edge-sign-in = Me connecter
edge-sign-out = Se déconnecter
edge-acting-label = Espace d’un enfant
edge-acting-label-helped = Espace d’un proche
edge-acting = Vous êtes dans l’espace { $of }
edge-acting-back = Revenir à mon espace
edge-lock = Verrouiller
edge-end-help = Terminer la séance
edge-menu = Menu principal
edge-crumbs = Vous êtes ici
edge-menu-home = Accueil
edge-menu-documents = Documents
edge-menu-profile = Profil médical
edge-menu-messages = Messages
edge-menu-agenda = Agenda
edge-menu-access = Qui voit quoi
edge-menu-pro-search = Chercher un patient
edge-menu-pro-deposits = Mes dépôts
edge-menu-call = Appel en cours
edge-menu-cases = Suivi
edge-menu-accompany = Accompagner
edge-menu-help-session = Séance d’aide
edge-menu-charter = Charte
edge-menu-team = Équipe
edge-menu-campaigns = Campagnes
edge-menu-reports = Signalements
edge-menu-catalogue = Catalogue
edge-menu-help = Aide

edge-help-block-title = Besoin d’aide ?
edge-help-block-text = Vous pouvez appeler le 3422. Personne au 3422 ne voit vos documents.
edge-help-block-text-child = Vous pouvez appeler le 3422. Personne au 3422 ne voit les documents { $of }.
edge-help-block-team = Une question sur votre accès ? Parlez-en à un administrateur de l’équipe.
edge-help-block-link = Toute l’aide
edge-session-length = Sans action de votre part, votre session se ferme après { $minutes } minutes.
edge-session-lock = Sans action de votre part, votre session se verrouille après { $minutes } minutes.
edge-footer-accessibility = Accessibilité : non conforme (aucun audit)
edge-footer-data = Vos données
edge-footer-notice = Mentions légales

edge-session-soon = Votre session se ferme bientôt
edge-session-text = Il reste moins de 5 minutes. Sans réponse, la page se ferme et ce que vous avez écrit sans l’envoyer est perdu. Voulez-vous continuer ?
edge-session-go-on = Continuer

edge-summary-title = Quelque chose est à corriger
edge-mistake = Erreur :
edge-password-show = Afficher
edge-password-hide = Cacher
edge-date-hint = Par exemple : 14 03 1979
edge-date-day = Jour
edge-date-month = Mois
edge-date-year = Année
edge-upload-sending = Envoi en cours
edge-upload-half = La moitié du fichier est envoyée
edge-upload-sent = Le fichier est envoyé, nous le vérifions
edge-upload-broken = L’envoi s’est arrêté. Rien n’est enregistré. Vous pouvez recommencer.

# Les erreurs : une phrase par code.
error-form = Ce formulaire contient une erreur.
error-form-fields = Ce formulaire n’est pas celui que nous attendions. Rouvrez la page et recommencez.
error-date = Écrivez une date qui existe, par exemple 14 03 1979.
error-birth-future = Cette date de naissance est dans le futur. Vérifiez l’année.
error-incomplete = Nous n’avons pas tout reçu. Rien n’est enregistré. Envoyez de nouveau.
error-upload-order = Nous ne pouvons recevoir qu’un fichier à la fois. Rien n’est enregistré.
error-upload-many = C’est trop de fichiers à la fois : les suivants ne sont pas gardés. Envoyez-les ensuite.
error-too-large = C’est trop gros pour nous. Un fichier peut peser au plus 100 Mo.
error-media = Nous ne pouvons pas lire ce qui a été envoyé. Passez par le formulaire de la page.
error-method = Cette page ne permet pas cette action.
error-request = Nous n’avons pas compris cette demande.
error-not-found = Cette page n’existe pas, ou elle n’est pas pour vous.
error-forbidden = Cette page n’est pas pour vous.
error-foreign-form = Ce formulaire ne vient pas de notre site. Rien n’a été fait.
error-foreign-host = Cette adresse n’est pas celle de notre site.
error-conflict = Cela a changé entre-temps. Rouvrez la page pour voir ce qui est nouveau.
error-unavailable = Le service ne répond pas pour le moment. Rien n’a été fait.
error-uncertain = Le service s’est arrêté pendant cette demande. Nous ne savons pas si elle a été faite.
error-fault = Nous n’avons pas pu répondre. L’erreur vient de nous.

edge-error-invalid-title = Demande non acceptée
edge-error-invalid-more = Revenez à la page précédente, corrigez, puis envoyez de nouveau.
edge-error-not-found-title = Page introuvable
edge-error-not-found-more = Si vous avez écrit l’adresse vous-même, vérifiez qu’elle est complète.
edge-error-forbidden-title = Accès refusé
edge-error-forbidden-more = Si vous pensez que c’est une erreur, appelez le 3422.
edge-error-conflict-title = Quelqu’un a fait un changement avant vous
edge-error-conflict-more = Rien de ce que vous avez demandé n’a été fait.
edge-error-too-many-title = Trop de demandes
edge-error-too-many-more = Attendez un peu, puis réessayez. Vous pouvez aussi appeler le 3422.
edge-error-unavailable-title = Service momentanément arrêté
edge-error-unavailable-more = Réessayez dans quelques minutes. En cas d’urgence, appelez le 15 ou le 112.
edge-error-uncertain-more = Attendez quelques minutes, puis regardez si c’est fait avant de recommencer. En cas d’urgence, appelez le 15 ou le 112.
edge-error-fault-title = Un problème chez nous
edge-error-fault-more = Rien n’a été fait. Vous pouvez réessayer dans quelques minutes.
edge-error-number = Si vous appelez le 3422, donnez ce numéro :
edge-error-home = Retour à l’accueil

# /aide
edge-help-title = Aide
edge-help-lead = Les réponses aux questions les plus courantes. Vous pouvez aussi appeler le 3422.
edge-help-start-title = Ouvrir mon espace
edge-help-start-1 = Il vous faut trois choses : le code reçu par courrier ou par e-mail, votre numéro de sécurité sociale, et votre carte Vitale.
edge-help-start-2 = Vous pouvez aussi refuser que votre espace soit ouvert. Appelez le 3422 pour le dire.
edge-help-see-title = Savoir qui voit mes documents
edge-help-see-1 = Chaque document dit qui peut le voir. La page « Qui voit quoi » montre aussi qui l’a vraiment regardé, et quand.
edge-help-see-2 = Vous pouvez masquer un document. Vous pourrez changer d’avis à tout moment.
edge-help-session-title = Pourquoi ma session se ferme
edge-help-session-1 = Sans action pendant 30 minutes, votre session se ferme pour protéger vos données. Il suffit de vous connecter de nouveau. Ce que vous avez écrit sans l’envoyer est alors perdu.
edge-help-scam-title = Reconnaître une fraude
edge-help-scam-1 = Personne ne vous demandera jamais votre mot de passe ni votre code de sécurité, ni au téléphone, ni par e-mail.
edge-help-scam-2 = Aucun de nos messages ne contient un lien qui vous connecte. En cas de doute, raccrochez et appelez le 3422.

# /accessibilite
edge-access-title = Accessibilité : non conforme
edge-access-lead = Ce site n’a pas encore été contrôlé par un auditeur. La loi le dit donc « non conforme ».
edge-access-state-title = Où nous en sommes
edge-access-state-1 = Aucun audit de conformité au référentiel français (RGAA) n’est en vigueur.
edge-access-state-2 = Nous visons les règles internationales WCAG 2.2, niveau AA, avec des contrastes renforcés.
edge-access-done-title = Ce qui est fait
edge-access-done-1 = Les pages fonctionnent sans JavaScript, au clavier, en grand texte et sur petit écran. Seule la clé d’accès demande JavaScript.
edge-access-done-2 = Chaque erreur dit comment la corriger. Chaque dessin est accompagné d’un mot.
edge-access-tell-title = Signaler un problème
edge-access-tell-1 = Si une page vous bloque, appelez le 3422. Nous chercherons une autre façon de vous aider.
edge-access-tell-2 = Sans réponse de notre part, vous pouvez saisir le Défenseur des droits.

# /confidentialite
edge-data-title = Vos données
edge-data-lead = Vos données de santé sont à vous. Vous décidez qui peut les voir.
edge-data-what-title = Ce que nous gardons
edge-data-what-1 = Les documents que vous ou vos professionnels ajoutez, et l’histoire de ce qui leur est arrivé.
edge-data-what-2 = Chaque document est chiffré. L’histoire ne peut pas être réécrite.
edge-data-who-title = Qui peut les voir
edge-data-who-1 = Vous, et les professionnels qui vous soignent, selon leur métier et vos choix.
edge-data-who-2 = Chaque accès est noté. Vous voyez qui a regardé quoi, et quand.
edge-data-cookies-title = Cookies et mesure d’audience
edge-data-cookies-1 = Nos cookies ne servent qu’à vous connecter. Il n’y a ni publicité, ni mesure d’audience, ni service extérieur.
edge-data-rights-title = Vos droits
edge-data-rights-1 = Vous pouvez voir vos données, les faire corriger, vous opposer ou fermer votre espace. Appelez le 3422.

# /mentions
edge-notice-title = Mentions légales
edge-notice-lead = Ce que la loi demande de dire sur ce site.
edge-notice-site-title = Ce site
edge-notice-site-1 = Ce site est une installation du logiciel libre Carnet. Son responsable doit écrire ici son nom, son adresse et celle de son hébergeur.
edge-notice-site-2 = Tant que ces noms manquent, ce site est une démonstration. N’y mettez pas de vraies données de santé.
edge-notice-code-title = Logiciel et police
edge-notice-code-1 = Carnet est distribué sous licence Apache 2.0.
edge-notice-code-2 = La police Public Sans est distribuée sous licence SIL Open Font 1.1.
