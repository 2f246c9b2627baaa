### French, in the terms of French and francophone commissions (bureau de vote, procès-verbal, suffrages exprimés).
### A no-break space stands before a colon.

## Head and foot of every sheet

tape-zero = BANDE ZÉRO
tape-opened = OUVERTURE DU SCRUTIN
tape-result = BANDE DE RÉSULTATS
tape-receipt = REÇU DU CENTRE DE COMPILATION
tape-certificate = NON TRANSMIS
tape-readiness = BANDE DE CONTRÔLE
tape-rehearsal = RÉPÉTITION
tape-correction = RÉSULTAT CORRIGÉ
tape-annulment = ANNULÉ
tape-log = RÉSUMÉ DU JOURNAL
mark-official = OFFICIEL
mark-test = ESSAI
not-a-result = CECI N’EST PAS UN RÉSULTAT
issue-original = ORIGINAL
issue-reprint = RÉIMPRESSION
void = NUL
sheet-of = Feuille { $sheet } sur { $sheets }
copy-of = Exemplaire { $copy } sur { $copies }
attempt-number = Essai { $attempt }
sheet-end = FIN de la feuille { $sheet } sur { $sheets }, { $rows ->
    [one] { $rows } ligne
   *[other] { $rows } lignes
}
continued = { $title } (suite)
printed-before-sending = IMPRIMÉ AVANT L’ENVOI
printed-after-sending = IMPRIMÉ APRÈS L’ENVOI
printed = Imprimé
fingerprint = Empreinte
tear-here = Détacher ici
void-sheet = NUL : feuille { $sheet } sur { $sheets }, exemplaire { $copy } sur { $copies }, essai{ "\u00A0" }{ $attempt }
void-meaning = Le papier ainsi désigné, entier ou déchiré, n’est pas valable. La feuille est imprimée de nouveau.
reason = Motif

## Why a sheet was voided

spoiled-unconfirmed = l’imprimante n’a pas confirmé que la feuille est complète
spoiled-unplugged = l’imprimante a été débranchée
spoiled-silent = l’imprimante ne répondait plus
spoiled-paper-out = plus de papier
spoiled-cover-open = le capot a été ouvert
spoiled-cutter = le massicot était bloqué
spoiled-hot = la tête d’impression était trop chaude
spoiled-offline = l’imprimante était hors ligne
spoiled-garbled = réponses incompréhensibles de l’imprimante
spoiled-error = l’imprimante a signalé une erreur
spoiled-busy = l’imprimante s’est arrêtée
spoiled-not-encoded = l’image n’a pas pu être envoyée
spoiled-cancelled = un membre du bureau a trouvé la feuille abîmée
spoiled-power = panne de courant ou redémarrage du boîtier

## Time and trust in the clock

time-unknown = heure inconnue
time-impossible = heure impossible
time-unsure = { $time } (incertaine)
time-by-hand = { $time } (réglée à la main)
time-battery = { $time } (pile)
time-network = { $time }
clock-unknown = non réglée
clock-by-hand = réglée à la main
clock-battery = tenue par une pile
clock-network = donnée par le réseau

## Election, station, box

election = Élection
authority = Autorité
election-day = Jour du scrutin
district = Circonscription
polling-center = Lieu de vote
station = Bureau de vote
station-named = Bureau de vote { $code } { $name }
station-number = Numéro du bureau
station-class = Type de bureau
section-device = Appareil
device = Appareil
key = Clé
software = Logiciel
software-digest = Condensé du logiciel
package = Dossier
package-of = élection { $election }, version { $version }
package-digest = Condensé du dossier
record = Procès-verbal
record-named = { $kind }, numéro { $number }
record-digest = Condensé du procès-verbal
journal-head = Tête du journal
one-medium = Enregistré sur un seul des deux supports.
kind-zero = procès-verbal zéro
kind-opened = ouverture du scrutin
kind-turnout = participation
kind-result = résultat
kind-correction = correction
kind-annulment = annulation
kind-rehearsal = répétition
kind-checkpoint = point de contrôle
kind-poll = demande

## People

section-officials = Membres du bureau
section-signatures = Signatures
presiding-officer = Président du bureau
second-official = Second membre
official = Membre du bureau
observer = Délégué, observateur
party = Parti
date-and-time = Date, heure
remarks = Observations
signature = Signature
stamp = Cachet
approved-by = Approuvé par
official-unknown = inconnu

## Transmission

section-transmission = Transmission
not-sent = NON ENVOYÉ. Le résultat n’a pas quitté le bureau.
sent-without-receipt = ENVOYÉ, PAS ENCORE DE REÇU.
center-said = REÇU DU CENTRE DE COMPILATION : { $verdict }
attempts = Tentatives
first-attempt = Première tentative
last-attempt = Dernière tentative
answer-came = Réponse arrivée
verdict-partial = il manque des parties
verdict-received = reçu
verdict-accepted = accepté
verdict-quarantined = retenu pour examen
verdict-refused = refusé
verdict-superseded = remplacé par une correction
cause-cannot-open = le centre de compilation n’a pas de clé qui ouvre le message
cause-parts-differ = les parties reçues ne vont pas ensemble
cause-signature = la signature n’est pas celle de cet appareil sur ce procès-verbal et ce dossier
cause-device-unknown = l’appareil n’est pas sur la liste
cause-device-revoked = la clé de l’appareil est révoquée
cause-other-station = l’appareil n’est pas celui de ce bureau
cause-equivocation = deux procès-verbaux différents portent le même numéro
cause-unreadable = le procès-verbal est illisible
cause-other-election = le procès-verbal est celui d’une autre élection
cause-sums = une somme de contrôle est fausse
cause-before-close = le procès-verbal date d’avant la clôture du scrutin
cause-approvals = il manque des approbations
cause-original-missing = le procès-verbal à corriger n’est pas arrivé
cause-order-missing = il n’y a pas d’ordre d’annuler le procès-verbal
cause-history = le journal de l’appareil ne fait pas suite à ce qu’il a envoyé
cause-no-district = un scrutin n’appartient à aucune circonscription du bureau
cause-not-expected = le centre de compilation ne prend pas de tels procès-verbaux maintenant
cause-second-result = le bureau a déjà un résultat, et celui-ci n’est pas une correction
cause-rule = une règle de la commission le met à part jusqu’à examen

## Tally

section-voters = Électeurs et bulletins
registered-voters = Électeurs inscrits
verified-voters = Électeurs vérifiés
ballots-cast = Bulletins dans l’urne
spoiled-ballots = Bulletins détériorés
absentees = Abstentions
turnout = Participation
percent = { $share } %
contest = Scrutin
number = N°
candidate = Candidat
votes = Voix
votes-each = { $votes ->
    [one] Chaque bulletin a { $votes } voix.
   *[other] Chaque bulletin a { $votes } voix.
}
list-named = Liste { $number } : { $name }
list-alone = Liste seule
list-together = Liste { $number }, total
without-votes = { $count ->
    [one] { $count } candidat sans voix, numéro :
   *[other] { $count } candidats sans voix, numéros :
}
wrong-shape = Le décompte n’a pas la forme de ce bulletin.
valid-votes = Suffrages exprimés
blank-ballots = Blancs
invalid-ballots = Nuls
undervotes = Voix non utilisées
overvotes = Voix en trop
together = Total
ballots-times = { $votes ->
    [one] Bulletins × { $votes } voix
   *[other] Bulletins × { $votes } voix
}
check = Contrôle : { $sum }
check-registered = inscrits comme dans le dossier
check-ballots-verified = pas plus de bulletins que de vérifiés
check-verified-registered = pas plus de vérifiés que d’inscrits
check-ballots-registered = pas plus de bulletins que d’inscrits
check-contest = somme du scrutin
check-good = BON
check-misses = BON, écart de { $miss }
check-failed = FAUX, écart de { $miss }
digit-zero = zéro
digit-one = un
digit-two = deux
digit-three = trois
digit-four = quatre
digit-five = cinq
digit-six = six
digit-seven = sept
digit-eight = huit
digit-nine = neuf

## Zero tape, opening, result, correction, annulment

all-zero = Avant l’ouverture, tous les compteurs sont à zéro.
recorded = Enregistré
opened = Ouverture
closed = Clôture
preliminary = PROVISOIRE jusqu’à la comparaison par la commission.
tally-from = Décompte par
source-device = machine à compter
source-file = fichier
source-keyed = saisi deux fois
source-recovered = reconstitué d’après une bande
explained = Un écart reste dans la tolérance ; le bureau l’a expliqué.
made-up = Nombres inventés. Ceci n’est pas un résultat.
voided-record = Ce procès-verbal est nul :
voided-tapes = Toute bande portant cette empreinte est nulle.
stands-instead = Le résultat ci-dessous le remplace.
nothing-instead = Rien ne le remplace.
reason-counting-error = erreur de dépouillement
reason-wrong-entry = erreur de saisie
reason-order = décision d’un tribunal ou de la commission
reason-recount = nouveau dépouillement
reason-other = autre motif, noté par le bureau

## Receipt of the center

section-answer = Le centre de compilation a répondu
receipt-number = Numéro du reçu
center-time = Heure du centre de compilation
log-place = Place dans le registre du centre de compilation
center-signed = Le centre de compilation a signé ce reçu pour le procès-verbal qui porte l’empreinte ci-dessus.
section-proof = Preuve

## Certificate of non-transmission

section-certificate = Certificat de non-transmission
no-receipt-in-time = Le reçu du centre de compilation n’est pas arrivé avant le délai légal.
box-goes-on = L’appareil continue d’envoyer. Les bandes et la carte restent valables.
deadline = Délai légal
section-attempts = Tentatives
outcome-accepted = remis au réseau
outcome-accepted-with-alarm = remis au réseau, avec un avertissement
outcome-ambiguous = peut-être remis au réseau
outcome-rejected = refusé par le réseau
outcome-no-service = aucun satellite en vue
outcome-busy = réseau occupé
outcome-operator = une personne doit intervenir
outcome-hardware = panne du modem
outcome-not-sent-unplugged = non envoyé : modem débranché
outcome-not-sent-silent = non envoyé : modem muet
outcome-not-sent-write-failed = non envoyé : le modem ne l’a pas pris
outcome-not-sent-mt-not-stored = non envoyé : une réponse passe d’abord
outcome-not-sent-occupied = non envoyé : modem occupé
outcome-not-sent-reset = non envoyé : modem réinitialisé
outcome-not-sent-shutting-down = non envoyé : appareil éteint
outcome-under-way = en cours
status-number = état { $status }
signal-bars = signal { $bars } sur { 5 }

## Readiness

ready = PRÊT
not-ready = PAS PRÊT
good = BON
failed = EN PANNE
part-rehearsal = Répétition de tous les scrutins
part-modem = Modem satellite
part-printer = Imprimante et papier
part-media = Journal : support interne et carte
part-clock = Horloge
part-power = Alimentation
part-software = Logiciel
no-answer = pas de réponse
signal-unknown = signal inconnu
media-both = les deux fonctionnent
media-one = un seul fonctionne
power-unknown = rien de signalé
printer-ready = prête
printer-printing = imprime
printer-waits = attend qu’un membre du bureau dise que la feuille est entière
printer-absent = pas encore là

## Why the printer does not print

fault-unplugged = l’imprimante n’est pas branchée : vérifiez son câble
fault-silent = l’imprimante ne répond pas : vérifiez qu’elle est allumée
fault-unintelligible = réponses incompréhensibles de l’imprimante : vérifiez câble et vitesse
fault-offline = l’imprimante est hors ligne : appuyez une fois sur sa touche d’avance
fault-cover-open = le capot est ouvert : fermez-le
fault-paper-out = plus de papier : mettez un rouleau et fermez le capot
fault-near-end = trop peu de papier pour la prochaine feuille : mettez un rouleau, ou confirmez l’impression quand même
fault-cutter = le massicot est bloqué : ouvrez le capot, retirez le papier, fermez
fault-overheated = la tête d’impression est chaude : attendez
fault-error = l’imprimante signale une erreur : ouvrez et fermez le capot
fault-broken = l’imprimante signale une panne : éteignez-la et rallumez-la
fault-busy = l’imprimante est occupée : attendez, ou éteignez-la et rallumez-la
fault-tear = détachez la feuille, puis confirmez

## Codes and how to check

qr-record = Code QR { $part } sur { $parts } : le procès-verbal signé
qr-key = Code QR : clé de l’appareil
qr-receipt = Code QR : reçu du centre de compilation
qr-non-transmission = Code QR : certificat de non-transmission
check-word = Mot de contrôle
section-checking = Comment vérifier cette bande
checking-compare = Comparez l’empreinte de cette bande à celle que la commission publie pour ce bureau.
checking-scan = Lisez les codes QR de cette bande dans n’importe quel ordre et donnez leur texte à un programme de vérification. Il n’a pas besoin de réseau.
checking-words = Sans programme : lisez chaque bloc et son mot de contrôle à une personne qui a un autre exemplaire. Un nombre faux change le mot de contrôle.
signature-good = La signature est bonne : l’appareil a signé exactement ces nombres.
signature-wrong = LA SIGNATURE EST FAUSSE : ne vous fiez pas à ces nombres.
part-missing = Il manque la partie { $part } sur { $parts }.
published-equal = Le résultat publié est le même.
published-differs = LE RÉSULTAT PUBLIÉ EST DIFFÉRENT.
check-word-wrong = Ces lignes ne vont pas avec leur mot de contrôle : { $block }

## Summary of the log

log-entries = Entrées
log-first = Première entrée
log-last = Dernière entrée
log-events = Événements par genre
log-official = Déroulement et approbations
log-record = Procès-verbaux
log-printer = Papier
log-transmission = Transmission
log-system = Système
log-security = Codes PIN et refus

## Events of the log

event-device-provisioned = appareil préparé
event-package-loaded = dossier chargé
event-daemon-started = appareil démarré
event-rehearsal-sealed = répétition scellée
event-zero-sealed = procès-verbal zéro scellé
event-polls-opened = scrutin ouvert
event-turnout-sealed = participation notée
event-polls-closed = scrutin clos
event-verified-voters-received = électeurs vérifiés reçus
event-tally-keyed = décompte saisi
event-tally-checked = décompte contrôlé
event-tally-approved = décompte approuvé
event-result-sealed = résultat scellé
event-correction-started = correction commencée
event-tape-ordered = bande commandée
event-sheet-started = feuille commencée
event-sheet-completed = feuille complète
event-sheet-interrupted = feuille interrompue
event-session-started = envoi commencé
event-session-ended = envoi terminé
event-message-received = message reçu
event-receipt-verified = reçu vérifié
event-message-ignored = message ignoré
event-packet-quarantined = paquet mis de côté
event-deadline-passed = délai légal dépassé
event-pin-refused = code PIN refusé
event-pin-accepted = code PIN accepté
event-command-refused = commande refusée
event-medium-failed = support en panne
event-medium-restored = support rétabli
event-printer-changed = état de l’imprimante changé
event-modem-changed = état du modem changé
event-clock-stepped = horloge réglée
event-records-exported = procès-verbaux exportés
event-daemon-stopped = appareil arrêté
event-card-adopted = carte adoptée
event-reserve-changed = réserve d’un support modifiée
