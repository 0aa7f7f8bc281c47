messages-title = Messages
messages-not-urgent = Messages are not for emergencies: they may be read several days later. In an emergency, call 15.
messages-none = No message. Your professionals can write to you.
messages-nobody = You will be able to write to a professional once they wrote to you, or if they chose to be reached by patients they know. You can also write to your pharmacy if it already took part in your space.
messages-write = Write a message
messages-go-on = Go on with your draft
messages-new = { $count ->
    [one] 1 new
   *[other] { $count } new
}
messages-new-badge = New
messages-has-attached = with an attachment
messages-state-open = Open
messages-state-closed = Closed
messages-state-no-reply = No reply
messages-with = With
messages-you = You
messages-your-space = Your space
messages-written-by = Written by { $name }
messages-of-professional = { $profession } · RPPS { $rpps }
messages-of-patient = Patient, identity from the register
messages-was-read = read
messages-attached = Attachments
messages-attachment = Attachment { $n }, { $moment }
messages-attach = Attach documents
messages-attach-hint = 20 documents and 25 MB at most. The professional will be able to read in this conversation the documents you attach, even without access to the rest of your space.
messages-attach-meant = I want the professional to read these documents in this conversation, even if I hid them.
messages-attach-hidden = A document you attach is hidden. Tick the box to confirm that the professional will be able to read it, or remove it.
messages-attached-too-many = Attach 20 documents at most.
messages-attached-too-big = The attached documents weigh more than 25 MB together. Remove some: nothing was sent.
messages-file = Attach a file
messages-file-hint = 25 MB at most. The file is added to the patient’s documents, as a letter from you, with the subject of the conversation as its title.
messages-file-missing = Choose a file, or go back to the conversation to write without one.
messages-file-too-big = This file weighs more than 25 MB. Nothing was sent.
messages-answer = Answer
messages-to = To whom
messages-to-hint = The professionals you can write to.
messages-subject = Subject
messages-subject-hint = 150 characters at most.
messages-text = Message
messages-text-hint = 20,000 characters at most. Addresses of sites stay text.
messages-text-count = Your message has { $count } characters.
messages-send = Send
messages-keep = Keep as a draft
messages-back = Back to messages

messages-subject-missing = Say what the message is about.
messages-subject-too-long = The subject is longer than 150 characters. Shorten it.
messages-text-missing = Write your message.
messages-text-too-long = The message is longer than 20,000 characters. Shorten it, or send it in several parts.
messages-to-nobody = You cannot write to this person. Choose somebody from the list.
messages-blocked = You blocked this professional. Unblock them in “Who sees what” to write to them.
messages-closed = The professional closed this conversation: you cannot answer any more.
messages-no-reply = The professional expects no reply to this message: you cannot answer.
messages-too-many = You have sent 50 messages since yesterday: that is the most. Try again tomorrow.
messages-too-late = Too late: the message left more than 30 seconds ago and may have been read.

messages-sent = Message sent. You can still take it back for 30 seconds; nobody else sees it before.
messages-undo = Take it back
messages-undone = The message was taken back: nobody will see it. Its text is kept as a draft.
messages-draft-kept = The draft is kept. Only you see it.

messages-pro-lead = The patient reads here what you write, and is told of it without any detail. A message gives no right to read the record.
messages-pro-theirs = Your conversations with this patient
messages-pro-line = Conversation, last message on { $moment }
messages-pro-new = Write a new message
messages-without-reply = The patient cannot answer this message
messages-without-reply-hint = Without this box they can, even if the conversation was closed.
messages-pro-state = The patient’s answers
messages-do-open = Allow answers
messages-do-closed = Close the conversation
messages-do-no-reply = Expect no reply
messages-now-open = The patient can answer again.
messages-now-closed = The conversation is closed: the patient cannot answer any more. If you write again, it is open again.
messages-now-no-reply = The patient cannot answer. If you write again, they can.
messages-pro-back = Back to the record
messages-pro-all = All your conversations with this patient
messages-pro-none = No conversation. To write to a patient, search for them, then open “Messages”.
messages-pro-born = Born on { $day }
messages-pro-unread = { $count ->
    [one] You have an unread conversation.
   *[other] You have { $count } unread conversations.
}
messages-pro-older = Older conversations
messages-reach-title = Who can write to you first
messages-reach-is-on = Patients who know you, because you had a care link with them or added a document, can write to you.
messages-reach-is-off = Only patients to whom you wrote can write to you. Pharmacies can always be reached by their patients.
messages-reach-start = Let my patients write to me
messages-reach-stop = Stop letting my patients write to me first
messages-reach-on = Your patients can write to you.
messages-reach-off = Your patients cannot write to you first any more.

history-thread-begun = Began a conversation
history-message-sent = Sent a message
history-message-undone = Took a message back
history-thread-read = Opened a conversation
history-thread-marked = Read new messages
history-thread-opened = Allowed answers in a conversation
history-thread-closed = Closed a conversation
history-thread-no-reply = Expects no reply to a message
