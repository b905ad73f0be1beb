package main

import "testing"

// Whoever looks after what could not be delivered reads what each message is.
func TestEveryKindOfMessageHasAName(t *testing.T) {
	t.Parallel()
	a := newCrowd(t, 1).app
	for kind := range a.dispatcher.Kinds {
		for _, lang := range []string{"de", "en"} {
			if a.catalogue.Printer(lang).Optional("outbox.kind."+kind) == "" {
				t.Errorf("%s says nothing of %q", lang, kind)
			}
		}
	}
}
