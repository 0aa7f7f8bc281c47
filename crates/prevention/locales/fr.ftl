# Prévention : calendriers officiels, examens notés comme faits.
prevention-title = Prévention
prevention-lead = Ce que les calendriers officiels prévoient à votre âge, et ce qui est noté comme fait dans votre espace.
prevention-lead-child = Ce que les calendriers officiels prévoient à l’âge { $of }, et ce qui est noté comme fait dans son espace.
prevention-informs = Cette page informe. Elle ne connaît ni vos maladies ni vos traitements : un médecin, une sage-femme ou un pharmacien vous dit ce qui est bon pour vous.
prevention-informs-child = Cette page informe. Elle ne connaît ni les maladies ni les traitements { $of } : un médecin, une sage-femme ou un pharmacien dit ce qui est bon pour { $child }.
prevention-over = Ces calendriers sont ceux d’une année passée : { $packs }. Ils ont pu changer depuis. Vérifiez avec un professionnel de santé.
prevention-no-vaccinations = Aucun vaccin n’est noté dans votre profil médical. Une vaccination déjà faite peut donc être indiquée « à faire » ou « en retard » : regardez votre carnet, et notez-la dans votre profil.
prevention-no-vaccinations-child = Aucun vaccin n’est noté dans le profil médical { $of }. Une vaccination déjà faite peut donc être indiquée « à faire » ou « en retard » : regardez son carnet, et notez-la dans son profil.
prevention-pro-no-vaccinations = Aucun vaccin noté que vous puissiez voir : il peut y en avoir d’autres.
prevention-unknown-vaccines = { $count ->
    [one] Un vaccin noté n’est pas compté : rien ne dit contre quelles maladies il protège.
   *[other] { $count } vaccins notés ne sont pas comptés : rien ne dit contre quelles maladies ils protègent.
}

prevention-group-due = À faire maintenant ({ $count })
prevention-group-late = En retard ({ $count })
prevention-group-ask = À voir avec un professionnel ({ $count })
prevention-group-soon = Bientôt ({ $count })
prevention-group-done = Fait ({ $count })
prevention-group-not-concerned = Ne vous concerne pas aujourd’hui ({ $count })
prevention-group-not-concerned-child = Ne concerne pas { $child } aujourd’hui ({ $count })
prevention-nothing-due = Rien à faire maintenant, d’après ces calendriers.

prevention-vaccines = Vaccins, par maladie
prevention-stands-late = En retard
prevention-stands-due = À faire
prevention-stands-ask = À voir avec un professionnel
prevention-stands-soon = Bientôt
prevention-stands-done = Fait
prevention-stands-not-concerned = Rien à faire aujourd’hui
prevention-no-dose = Aucune dose notée.
prevention-lot = lot { $lot }
prevention-dose-confirmed = confirmé
prevention-dose-declared = déclaré, non confirmé
prevention-dose-noted = noté par un professionnel

prevention-kind-vaccination = Vaccination
prevention-kind-screening = Dépistage
prevention-kind-child = Examen de l’enfant
prevention-kind-check = Bilan de prévention
prevention-kind-dental = Examen dentaire

prevention-window = Du { $from } au { $until }
prevention-window-open = À partir du { $from }
prevention-doses = Doses notées : { $given } sur { $needs }.
prevention-next = La prochaine fois : à partir du { $day }.
prevention-source = Source : { $source }. Version { $version }.

prevention-reason-noted = Noté comme fait : { $day }.
prevention-reason-age = C’est l’âge prévu, et rien n’est noté ici.
prevention-reason-again = Noté comme fait : { $day }. C’est de nouveau le moment.
prevention-reason-passed = L’âge prévu est passé, et rien n’est noté ici. Parlez-en à un professionnel.
prevention-reason-catch-up = L’âge prévu est passé, et rien ou pas tout n’est noté ici. Le rattrapage est possible jusqu’au { $day }.
prevention-reason-later = L’âge prévu commence le { $day }.
prevention-reason-over = L’âge prévu est passé. Rien n’est noté ici, et le calendrier ne demande plus rien.
prevention-reason-born-before = Le calendrier le demande aux personnes nées depuis le { $day }. Pour les vaccinations d’avant, demandez à votre médecin ou à votre pharmacien.
prevention-reason-born-before-child = Le calendrier le demande aux personnes nées depuis le { $day }. Pour les vaccinations d’avant, demandez à un médecin ou à un pharmacien.
prevention-reason-born-shortly-before = Le calendrier le demande depuis le { $day } à tous les nourrissons, et ne dit pas ce qu’il en est des enfants nés peu avant. Demandez à votre médecin.
prevention-reason-born-shortly-before-child = Le calendrier le demande depuis le { $day } à tous les nourrissons, et ne dit pas ce qu’il en est des enfants nés peu avant. Demandez à un médecin.
prevention-reason-other-sex = Le programme ne prévoit ce dépistage que pour les femmes, et votre identité indique un autre sexe. Si vous pensez être concerné, demandez à votre médecin.
prevention-reason-other-sex-child = Le programme ne prévoit ce dépistage que pour les femmes, et l’identité { $of } indique un autre sexe. En cas de doute, demandez à un médecin.
prevention-reason-sex-unknown = Ce dépistage dépend du sexe, et votre identité ne le dit pas. Demandez à votre médecin si vous êtes concerné.
prevention-reason-sex-unknown-child = Ce dépistage dépend du sexe, et l’identité { $of } ne le dit pas. Demandez à un médecin si cela concerne { $child }.
prevention-reason-at-risk = Seulement pour les personnes à risque. Demandez à votre médecin si vous êtes concerné.
prevention-reason-at-risk-child = Seulement pour les personnes à risque. Demandez à un médecin si cela concerne { $child }.
prevention-reason-offered = Proposé à cet âge, si vous le souhaitez. Parlez-en à un professionnel.
prevention-reason-offered-helped = Proposé à cet âge, si { $child } le souhaite. Un professionnel peut l’expliquer.
prevention-reason-product = Cela dépend du vaccin utilisé. Demandez à votre médecin ou à votre pharmacien.
prevention-reason-product-child = Cela dépend du vaccin utilisé. Demandez à un médecin ou à un pharmacien.
prevention-reason-catch-up-unsaid = L’âge prévu est passé, et rien ou pas tout n’est noté ici. Le calendrier que nous avons ne dit pas comment rattraper : demandez à votre médecin.
prevention-reason-catch-up-unsaid-child = L’âge prévu est passé, et rien ou pas tout n’est noté ici. Le calendrier que nous avons ne dit pas comment rattraper : demandez à un médecin.
prevention-reason-doses-unsaid = Des doses sont notées, certaines après l’âge prévu. Le calendrier que nous avons ne dit pas si elles suffisent : demandez à votre médecin ou à votre pharmacien.
prevention-reason-doses-unsaid-child = Des doses sont notées, certaines après l’âge prévu. Le calendrier que nous avons ne dit pas si elles suffisent : demandez à un médecin ou à un pharmacien.
prevention-reason-interval-unsaid = Un autre test est noté il y a peu. Le programme ne dit pas quand celui-ci doit suivre : demandez à votre médecin ou à votre sage-femme.
prevention-reason-interval-unsaid-child = Un autre test est noté il y a peu. Le programme ne dit pas quand celui-ci doit suivre : demandez à un médecin ou à une sage-femme.
prevention-reason-begins = Ce calendrier commence le { $day }.
prevention-caution-early = Une vaccination notée plus tôt ({ $day }) est peut-être celle-ci : demandez à votre médecin ou à votre pharmacien.
prevention-caution-early-child = Une vaccination notée plus tôt ({ $day }) est peut-être celle-ci : demandez à un médecin ou à un pharmacien.
prevention-caution-vague = Quelque chose est noté ({ $day }), sans date assez précise pour savoir si c’est cela : demandez à un professionnel.

prevention-note-it = Noter comme fait
prevention-note-vaccine = Noter un vaccin
prevention-note-title = Noter un examen comme fait
prevention-note-own = Noté par vous : { $day }.
prevention-note-patient = Noté par le patient : { $day }.
prevention-note-patient-helped = Noté par { $child } : { $day }.
prevention-note-by = Noté par { $name } : { $day }.
prevention-note-representative = Noté par { $name } (représentant légal) : { $day }.
prevention-date = Date de l’examen
prevention-date-hint = L’année suffit. Ajoutez le mois, ou le jour et le mois, si vous les connaissez.
prevention-date-missing = Indiquez au moins l’année de l’examen.
prevention-year-missing = Indiquez l’année.
prevention-date-future = Cette date n’est pas encore passée. Un examen se note une fois fait.
prevention-date-before-birth = Cette date est avant la naissance.
prevention-too-many = Il y a déjà beaucoup de notes. Retirez-en avant d’en ajouter.
prevention-hide = Masquer aux professionnels
prevention-hidden = Masqué aux professionnels.
prevention-save = Enregistrer
prevention-back = Revenir à la prévention
prevention-noted = C’est noté.
prevention-undo = Annuler
prevention-exported-title = Examens notés comme faits
prevention-withdraw = Retirer
prevention-withdrawn = La note est retirée.

# Page des professionnels.
prevention-pro-title = Prévention
prevention-pro-informs = D’après l’âge, le sexe et ce que vous pouvez voir de ce dossier. Les maladies et les traitements ne sont pas pris en compte.
prevention-back-to-record = Revenir au dossier
