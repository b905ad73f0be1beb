package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"kigo/adapters/mattermost/setup"
	"kigo/bot/i18n"
)

// checkKnowledge reads the operator's own folder of entries, if there is one: serve starts
// without it, too.
func (d *doctor) checkKnowledge(context.Context) []finding {
	const name, cure = "knowledge", "mend that, and start serve again: until then it answers from what is stored"
	dir := d.cfg.KBDir
	if dir == "" {
		return nil
	}
	catalogue, err := i18n.New(time.UTC) // no mistake names a time
	if err != nil {
		return []finding{{Level: setup.Fail, Name: name, Text: err.Error()}}
	}
	var mistakes strings.Builder
	_, err = readKnowledge(dir, catalogue.Printer("en"), &mistakes)
	switch {
	case errors.Is(err, errReported):
		var all []finding
		for m := range strings.Lines(mistakes.String()) {
			all = append(all, finding{Level: setup.Fail, Name: name, Text: strings.TrimSpace(m), Cure: cure})
		}
		return all
	case err != nil:
		return []finding{{Level: setup.Fail, Name: name, Text: "KIGO_KB_DIR: " + err.Error(), Cure: cure}}
	}
	return []finding{{Level: setup.OK, Name: name, Text: "KIGO_KB_DIR=" + dir + " can be read"}}
}
