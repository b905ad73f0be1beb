package slack

import "kigo/bot/people"

// compare is what comes of asking chats for their members.
func (v *visitors) compare() {
	c := people.Comparison{Platform: Platform, At: v.now, Members: 4812, Known: 4810, Joined: 3, Left: 1, Back: 1}
	halted := func(h people.Halt) people.Comparison {
		return people.Comparison{Platform: "mattermost", At: v.now, Members: 12, Known: 4810, Left: 4798, Halt: h}
	}
	for _, now := range []people.Comparison{c, halted(people.HaltEmpty), halted(people.HaltFailure), halted(people.HaltMany)} {
		if err := v.people.Store.Compared(v.Context(), now); err != nil {
			v.Fatal(err)
		}
		name := "doctor_members"
		if now.Halt != "" {
			name += "_" + string(now.Halt)
		}
		v.says(name, "anna", "diagnose")
	}
	v.says("doctor_members_allowed", "anna", "diagnose mitglieder mattermost")
	v.says("doctor_members_unknown", "anna", "diagnose mitglieder slack")
}
