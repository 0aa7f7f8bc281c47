## The public log, and what checking a history says.

ledger-proof-wrong = This proof of the public log does not hold. Export the history again.
ledger-note-wrong = This is not a checkpoint or a public key of a log. Copy it again, whole.
ledger-history-wrong = This file is not an exported history. Export it again, and do not change it.
ledger-not-accepted = The loss was not accepted. Give a name and a reason, and check that something is missing.

ledger-check-holds = This history holds.
ledger-check-fails = This history does NOT hold. Keep the file, and tell the service and an outside body.
ledger-check-lacks = This history is NOT proved: nothing contradicts it, but something is missing. Give what is asked for below and check again.
ledger-check-lines = { $journal } { $journal ->
    [one] change
   *[other] changes
} and { $access } { $access ->
    [one] reading
   *[other] readings
}, numbered without a gap.
ledger-check-before-log = { $many ->
    [one] { $many } line is said to be older than the public log, and you accept that. Only its hash is held, by the line after it: nothing public proves what it says.
   *[other] { $many } lines are said to be older than the public log, and you accept that. Of them only the hash of the last is held, by the line after it: nothing public proves what they say.
}
ledger-check-size = Each line, unless said otherwise here, is in the public log of { $size } { $size ->
    [one] entry
   *[other] entries
}.
ledger-check-no-step = This file proves no step in the life of the space (opening, closing…).
ledger-check-step = Proved step in the life of the space: “{ $what }”, { $when }. By whom: { $who } ({ $how }). Number: { $receipt }.
ledger-check-step-unknown = Proved step in the life of the space, { $when }. This program cannot say which: take a later version of it. Number: { $receipt }.
ledger-check-witnesses = { $many } of the witnesses you chose signed this log.
ledger-check-no-witness = No witness was asked for: the service alone vouches for this log, and could show another one to somebody else.
ledger-check-public = The public checkpoint of { $size } { $size ->
    [one] entry
   *[other] entries
} that you gave says the same.
ledger-check-earlier = Nothing of your earlier history was removed or changed; the log only grew since its { $size ->
    [one] single entry
   *[other] { $size } entries
}.
ledger-check-no-earlier = No earlier history was given: that nothing was removed before today is not proved. Keep this file and give it next time.
ledger-check-proves = What this proves: these lines were written, in this order, before the date of the checkpoint, and nobody can change or remove one of them unseen from now on.
ledger-check-not = What this does not prove: that a line tells the truth, or that nothing was written after these lines. Whoever cut the end off before your first export is not seen; compare with later exports.
ledger-check-steps-not = The steps in the life of the space are not numbered: this does not prove that none is missing. Only comparing with an earlier history shows that a step was removed. A step of which the public log kept no fingerprint has no proof.

ledger-problem-not-signed = The checkpoint is not signed by the key of the log.
ledger-problem-too-few-witnesses = { $signed } of the witnesses you chose signed, and you want { $needed }.
ledger-problem-no-public-checkpoint = None of the public checkpoints has { $size } { $size ->
    [one] entry
   *[other] entries
} or is proved to be the beginning of this log. Give the one this history was exported with, or export again since the number of entries of yours.
ledger-problem-two-histories = Two checkpoints of { $size } { $size ->
    [one] entry
   *[other] entries
} are not the same: two histories are being told. This is proof of a serious fault.
ledger-problem-gap = In the { $log }, line { $n } is missing or is there twice.
ledger-problem-broken-chain = In the { $log }, line { $n } does not follow from the line before.
ledger-problem-not-proved = In the { $log }, the proof of line { $n } does not lead to the checkpoint.
ledger-problem-not-there = In the { $log }, line { $n } is not in the public log of this checkpoint. If it is seconds old, export again.
ledger-problem-before-log = { $lines } { $lines ->
    [one] line is said to be older
   *[other] lines are said to be older
} than the public log, and you accept { $accepted }. If you know how many there were when the public log began, accept that many (--before-log); no later export has more.
ledger-problem-other-space = The earlier history is not of the same space.
ledger-problem-gone = In the { $log }, line { $n } of your earlier history is gone.
ledger-problem-changed = In the { $log }, line { $n } is not what it was in your earlier history.
ledger-problem-not-continued = Nothing proves that this log continues that of your earlier history, of { $earlier } { $earlier ->
    [one] entry
   *[other] entries
}. Export again since { $earlier } { $earlier ->
    [one] entry
   *[other] entries
}.
ledger-problem-step-not-proved = The proof of the step of { $when } in the life of the space does not lead to the checkpoint.
ledger-problem-step-twice = The step of { $when } in the life of the space is in the file twice.
ledger-problem-step-gone = The step of { $when } in the life of the space is gone since your earlier history, or is not what it was there.
ledger-log-journal = changes
ledger-log-access = readings
