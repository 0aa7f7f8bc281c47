## The demonstration's identity providers

demo-provider-title = Choose who you are (demonstration)
demo-provider-warning = This is a demonstration.
demo-provider-invented = This page stands for Pro Santé Connect. All these people are invented, and no proof is asked for.
demo-provider-who = The professionals of the invented country
demo-provider-name = Name
demo-provider-profession = Profession
demo-provider-places = Places of work
demo-provider-cancel = Do not sign in
demo-provider-request-wrong = This sign-in request is not complete. Go back to the sign-in page.

demo-fc-invented = This page stands for FranceConnect. All these people are invented, and no proof is asked for.
demo-fc-who = Some people of the invented country
demo-fc-birth = Birth date
demo-fc-space = Space
demo-fc-announced = Announced, to be activated
demo-fc-active = Active
demo-fc-open = Opened without an answer, to be activated
demo-fc-refused = Refused
demo-fc-closed = Closed
