# Pourquoi un document ne s’affiche pas.
reading-encrypted = Ce document est protégé par un mot de passe. Téléchargez-le pour l’ouvrir.
reading-damaged = Ce fichier est abîmé : il ne peut pas s’afficher ici. Vous pouvez le télécharger.
reading-too-large = Ce document est trop grand pour s’afficher ici. Vous pouvez le télécharger.
reading-too-long = Ce document est trop long à préparer : il ne s’affiche pas ici. Vous pouvez le télécharger.
reading-unsupported = Ce document est d’une forme qui ne s’affiche pas ici. Vous pouvez le télécharger.
reading-other-type = Ce fichier n’est pas du type annoncé : il ne s’affiche pas ici. Vous pouvez le télécharger.
reading-no-such-page = Ce document n’a pas cette page.
reading-died = Par sécurité, ce document ne s’affiche pas ici. Vous pouvez le télécharger.
reading-unprotected = L’affichage des documents est arrêté pour le moment. Vous pouvez télécharger celui-ci.
reading-busy = Beaucoup de documents s’affichent en ce moment. Réessayez dans un instant, ou téléchargez celui-ci.
reading-encoding = Les lettres de ce document sont écrites d’une façon qui ne se lit pas ici. Vous pouvez le télécharger.
reading-declaration = Par sécurité, ce document ne s’affiche pas ici : il contient des déclarations interdites (DTD). Vous pouvez le télécharger.
reading-elsewhere = Le contenu de ce document est ailleurs, et rien n’est cherché ailleurs. Demandez à son auteur le document complet.
reading-empty = Ce document n’a pas de contenu. Demandez à son auteur le document complet.
