## Ce qui part de la maison

post-email-wrong = Cette adresse électronique n’est pas correcte. Exemple : claire.martin@exemple.fr
post-phone-wrong = Ce numéro n’est pas celui d’un mobile français. Exemple : 06 12 34 56 78
post-address-wrong = Cette adresse postale n’est pas correcte. Écrivez deux à sept lignes de 60 caractères au plus.
post-subject-wrong = Cet objet est vide, trop long, ou contient un retour à la ligne. Écrivez-le en une seule ligne de 150 caractères au plus.
post-text-wrong = Ce texte est vide, trop long, ou contient des caractères invisibles. Écrivez-le plus simplement.
post-pdf-wrong = Cette pièce n’est pas un PDF de moins de 4 Mo. Enregistrez-la en PDF, plus légère.
