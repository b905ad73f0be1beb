package mattermosttest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// openDialog answers POST /actions/dialogs/open. The trigger is the permission; what is
// wrong with the dialog itself is delivered all the same.
func openDialog(c *call) (any, *failure) {
	var in model.OpenDialogRequest
	if f := c.read(&in, "dialog"); f != nil {
		return nil, f
	}
	if in.URL == "" {
		return nil, invalidParam("url")
	}
	client, user, f := c.s.openTrigger(in.TriggerId)
	if f != nil {
		return nil, f
	}
	for _, reason := range wrongWithDialog(&in) {
		c.s.log.add("warn", "Interactive dialog is invalid: %s", reason)
		c.s.objects.add(user, in.Dialog.CallbackId, reason)
	}
	in.TriggerId = client
	b, err := json.Marshal(in)
	if err != nil {
		panic(err)
	}
	c.s.publish(event{name: "open_dialog", data: map[string]any{"dialog": string(b)}, user: user})
	return okay, nil
}

// wrongWithDialog says why a dialog is invalid.
func wrongWithDialog(d *model.OpenDialogRequest) []string {
	var reasons []string
	if err := d.IsValid(); err != nil {
		reasons = lines(err)
	}
	names := map[string]bool{}
	for _, e := range d.Dialog.Elements {
		if names[e.Name] {
			reasons = append(reasons, fmt.Sprintf("two elements are named %q", e.Name))
		}
		names[e.Name] = true
		if e.Type == "datetime" && e.TimeInterval == 0 { //nolint:staticcheck // 11.6 knows no other name
			reasons = append(reasons, fmt.Sprintf("time_interval of %q is 0", e.Name))
		}
	}
	return reasons
}

// submission checks who submits a dialog and from where. Its address, state and values are
// the client's and checked against nothing.
func (c *call) submission() (*model.SubmitDialogRequest, *failure) {
	var in model.SubmitDialogRequest
	if f := c.read(&in, "dialog"); f != nil {
		return nil, f
	}
	if in.URL == "" {
		return nil, invalidParam("url")
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	in.UserId = c.user.Id
	switch {
	case c.s.channels[in.ChannelId] == nil:
		return nil, noChannel()
	case !c.s.mayRead(c.user.Id, in.ChannelId), !c.canInTeam(in.TeamId, model.PermissionViewTeam):
		return nil, denied()
	}
	return &in, nil
}

// submitDialog answers POST /actions/dialogs/submit.
func submitDialog(c *call) (any, *failure) {
	in, f := c.submission()
	if f != nil {
		return nil, f
	}
	address := in.URL
	in.URL = ""
	if in.Type != "refresh" {
		in.Type = "dialog_submission"
	}
	b, f := c.s.post(address, in)
	if f != nil {
		return nil, f
	}
	var answer model.SubmitDialogResponse
	if len(b) == 0 {
		return answer, nil
	}
	if err := json.Unmarshal(b, &answer); err != nil {
		return nil, fail(500, "app.submit_interactive_dialog.decode_json_error")
	}
	if err := answer.IsValid(); err != nil {
		if !strings.Contains(err.Error(), "invalid form") {
			return nil, fail(400, "app.submit_interactive_dialog.invalid_response")
		}
		c.s.objects.add(in.UserId, in.CallbackId, err.Error())
	}
	return answer, nil
}

// lookUpDialog answers POST /actions/dialogs/lookup, by which a select gets its options.
func lookUpDialog(c *call) (any, *failure) {
	in, f := c.submission()
	if f != nil {
		return nil, f
	}
	if !model.IsValidLookupURL(in.URL) {
		return nil, invalidParam("url")
	}
	address := in.URL
	in.URL, in.Type = "", "dialog_lookup"
	b, f := c.s.post(address, in)
	if f != nil {
		return nil, f
	}
	var answer model.LookupDialogResponse
	if len(b) == 0 {
		return answer, nil
	}
	if err := json.Unmarshal(b, &answer); err != nil {
		return nil, fail(500, "app.lookup_interactive_dialog.decode_json_error")
	}
	return answer, nil
}
