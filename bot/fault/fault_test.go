package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"kigo/bot/fault"
)

func TestFaultSurvivesWrapping(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("join event e1: %w", fault.New("event.closed", fault.Args{"Title": "Forum"}))
	var f *fault.Fault
	if !errors.As(err, &f) || f.Key != "event.closed" || f.Args["Title"] != "Forum" {
		t.Errorf("errors.As found %v in %v", f, err)
	}
	if err := fault.New("fault.busy"); err.Args != nil || err.Error() != "fault.busy" {
		t.Errorf("a fault without arguments: %v, args %v", err, err.Args)
	}
}

func TestFormCollectsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, fields := range map[string]map[string]*fault.Fault{"nil": nil, "empty": {}} {
		if err := fault.Form(fields); err != nil { // and no typed nil in the interface
			t.Errorf("%s: %v, want no error where nothing is wrong", name, err)
		}
	}
	err := fault.Form(map[string]*fault.Fault{"title": fault.New("event.too_short"), "end": fault.New("when.end"), "seats": fault.New("event.seats_number")})
	if want := "fault.form end=when.end seats=event.seats_number title=event.too_short"; err == nil || err.Error() != want {
		t.Errorf("the log reads %v, want %s", err, want)
	}
}
