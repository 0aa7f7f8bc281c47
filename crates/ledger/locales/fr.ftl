## Le journal public, et ce que dit la vérification d’un historique.

ledger-proof-wrong = Cette preuve du journal public ne tient pas. Exportez à nouveau l’historique.
ledger-note-wrong = Ce n’est pas un point de contrôle ni une clé publique d’un journal. Copiez-le à nouveau, en entier.
ledger-history-wrong = Ce fichier n’est pas un historique exporté. Exportez-le à nouveau, sans le modifier.
ledger-not-accepted = La perte n’a pas été acceptée. Donnez un nom et une raison, et vérifiez que quelque chose manque.

ledger-check-holds = Cet historique est intact.
ledger-check-fails = Cet historique n’est PAS intact. Gardez le fichier, et prévenez le service et un organisme extérieur.
ledger-check-lacks = Cet historique n’est PAS prouvé : rien ne le contredit, mais il manque quelque chose. Donnez ce qui est demandé ci-dessous et vérifiez à nouveau.
ledger-check-lines = { $journal } { $journal ->
    [one] changement
   *[other] changements
} et { $access } { $access ->
    [one] lecture
   *[other] lectures
}, numérotés sans trou.
ledger-check-before-log = { $many ->
    [one] { $many } ligne est dite plus ancienne que le journal public, et vous l’acceptez. Seule son empreinte est retenue, par la ligne qui suit : rien de public ne prouve ce qu’elle dit.
   *[other] { $many } lignes sont dites plus anciennes que le journal public, et vous l’acceptez. Seule l’empreinte de la dernière est retenue, par la ligne qui suit : rien de public ne prouve ce qu’elles disent.
}
ledger-check-size = Chaque ligne, sauf celles dont il est dit autrement ici, est dans le journal public de { $size } { $size ->
    [one] entrée
   *[other] entrées
}.
ledger-check-witnesses = { $many } des témoins que vous avez choisis { $many ->
    [one] a signé
   *[other] ont signé
} ce journal.
ledger-check-no-step = Ce fichier ne prouve aucune étape de la vie de l’espace (ouverture, fermeture…).
ledger-check-step = Étape prouvée dans la vie de l’espace : « { $what } », le { $when }. Par qui : { $who } ({ $how }). Numéro : { $receipt }.
ledger-check-step-unknown = Étape prouvée dans la vie de l’espace, le { $when }. Ce programme ne sait pas dire laquelle : prenez-en une version plus récente. Numéro : { $receipt }.
ledger-check-no-witness = Aucun témoin n’a été demandé : seul le service répond de ce journal, et il pourrait en montrer un autre à quelqu’un d’autre.
ledger-check-public = Le point de contrôle public de { $size } { $size ->
    [one] entrée
   *[other] entrées
} que vous avez donné dit la même chose.
ledger-check-earlier = Rien de votre historique précédent n’a été retiré ni changé ; depuis { $size ->
    [one] sa seule entrée
   *[other] ses { $size } entrées
}, le journal n’a fait que grandir.
ledger-check-no-earlier = Aucun historique précédent n’a été donné : il n’est pas prouvé que rien n’a été retiré avant aujourd’hui. Gardez ce fichier et donnez-le la prochaine fois.
ledger-check-proves = Ce que cela prouve : ces lignes ont été écrites, dans cet ordre, avant la date du point de contrôle, et plus personne ne peut en changer ou en retirer une sans que cela se voie.
ledger-check-not = Ce que cela ne prouve pas : qu’une ligne dit vrai, ni que rien n’a été écrit après ces lignes. Une fin coupée avant votre premier export ne se voit pas ; comparez avec les exports suivants.
ledger-check-steps-not = Les étapes de la vie de l’espace ne sont pas numérotées : cela ne prouve pas qu’il n’en manque aucune. Seule la comparaison avec un historique précédent montre qu’une étape a été retirée. Une étape dont le journal public n’a pas gardé l’empreinte n’a pas de preuve.

ledger-problem-not-signed = Le point de contrôle n’est pas signé par la clé du journal.
ledger-problem-too-few-witnesses = { $signed } des témoins que vous avez choisis { $signed ->
    [one] a signé
   *[other] ont signé
}, et vous en voulez { $needed }.
ledger-problem-no-public-checkpoint = Aucun des points de contrôle publics n’a { $size } { $size ->
    [one] entrée
   *[other] entrées
}, et il n’est prouvé pour aucun que ce journal le continue. Donnez celui avec lequel cet historique a été exporté, ou exportez à nouveau depuis le nombre d’entrées du vôtre.
ledger-problem-two-histories = Deux points de contrôle de { $size } { $size ->
    [one] entrée
   *[other] entrées
} ne sont pas les mêmes : deux histoires sont racontées. C’est la preuve d’une faute grave.
ledger-problem-gap = Dans les { $log }, la ligne { $n } manque ou y est deux fois.
ledger-problem-broken-chain = Dans les { $log }, la ligne { $n } ne suit pas la ligne d’avant.
ledger-problem-not-proved = Dans les { $log }, la preuve de la ligne { $n } ne mène pas au point de contrôle.
ledger-problem-not-there = Dans les { $log }, la ligne { $n } n’est pas dans le journal public de ce point de contrôle. Si elle a quelques secondes, exportez à nouveau.
ledger-problem-before-log = { $lines } { $lines ->
    [one] ligne est dite plus ancienne
   *[other] lignes sont dites plus anciennes
} que le journal public, et vous en acceptez { $accepted }. Si vous savez combien il y en avait quand le journal public a commencé, acceptez ce nombre (--before-log) ; aucun export suivant n’en a plus.
ledger-problem-other-space = L’historique précédent n’est pas celui du même espace.
ledger-problem-gone = Dans les { $log }, la ligne { $n } de votre historique précédent a disparu.
ledger-problem-changed = Dans les { $log }, la ligne { $n } n’est plus ce qu’elle était dans votre historique précédent.
ledger-problem-not-continued = Rien ne prouve que ce journal continue celui de votre historique précédent, de { $earlier } { $earlier ->
    [one] entrée
   *[other] entrées
}. Exportez à nouveau depuis { $earlier } { $earlier ->
    [one] entrée
   *[other] entrées
}.
ledger-problem-step-not-proved = L’étape de la vie de l’espace du { $when } n’est pas prouvée : sa preuve ne mène pas au point de contrôle.
ledger-problem-step-twice = L’étape de la vie de l’espace du { $when } est deux fois dans le fichier.
ledger-problem-step-gone = L’étape de la vie de l’espace du { $when }, qui est dans votre historique précédent, a disparu ou n’est plus la même.
ledger-log-journal = changements
ledger-log-access = lectures
