package mattermosttest

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

func TestAnswersAfterTheTimeLimitAreLost(t *testing.T) {
	b := emulated(t, With(func(c *Settings) { c.OutgoingIntegrationRequestsTimeout = 20 * time.Millisecond }))
	bert := b.human()
	ch := b.plaza(bert)
	hold := make(chan struct{})
	in := b.integration(func(w http.ResponseWriter, a asked) {
		<-hold
		says(`{"text":"zu spät"}`)(w, a)
	})
	b.refused(bert.Slash(b.ctx, ch.Id, "/"+b.command(in.URL).Trigger), 500, "api.command.execute_command.failed.app_error")
	close(hold)
	b.ok(useURL(b, in.last().field("response_url"), js(model.CommandResponse{Text: "nachgereicht"})))
	p, err := bert.WaitEphemeral(b.ctx, nil)
	b.ok(err)
	if p.Message != "nachgereicht" || len(bert.Ephemerals()) != 1 {
		t.Errorf("bert sees %q", p.Message)
	}
}

// useURL uses a response_url.
func useURL(b *bench, url, body string) error {
	r, err := http.NewRequestWithContext(b.ctx, "POST", url, strings.NewReader(body))
	b.ok(err)
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	b.ok(err)
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return model.AppErrorFromJSON(resp.Body)
	}
	got, err := io.ReadAll(resp.Body)
	if err == nil && string(got) != "ok" {
		b.t.Errorf("a response_url answers %q", got)
	}
	return err
}

func TestAResponseURLWorksFiveTimes(t *testing.T) {
	b, bert, ch, in, cmd := ran(t)
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	url := in.last().field("response_url")
	b.refused(useURL(b, url, "{"), 400, "web.command_webhook.parse.app_error") // does not count
	b.ok(useURL(b, url, "{}"))                                                 // counts
	for i := range 4 {
		b.ok(useURL(b, url, js(model.CommandResponse{Text: strconv.Itoa(i), Attachments: []*model.MessageAttachment{{Actions: []*model.PostAction{button("a", "Klick", in.URL)}}}})))
	}
	b.refused(useURL(b, url, "{}"), 400, "web.command_webhook.general.app_error")
	var texts []string
	for range 4 {
		p, err := bert.WaitEphemeral(b.ctx, nil)
		b.ok(err)
		texts = append(texts, p.Message)
		b.ok(bert.Click(b.ctx, p, "Klick"))
	}
	slices.Sort(texts)
	if !slices.Equal(texts, []string{"0", "1", "2", "3"}) {
		t.Errorf("bert sees %q", texts)
	}
	b.refused(useURL(b, b.url+"/hooks/commands/"+model.NewId(), "{}"), 404, "web.command_webhook.general.app_error")
}

func TestAResponseURLWorksHalfAnHour(t *testing.T) {
	now := newClock()
	b := emulated(t, Clock(now.get))
	bert := b.human()
	in := b.integration(nil)
	b.ok(bert.Slash(b.ctx, b.plaza(bert).Id, "/"+b.command(in.URL).Trigger))
	url := in.last().field("response_url")
	now.add(30*time.Minute - time.Second)
	b.ok(useURL(b, url, "{}"))
	now.add(time.Second)
	b.refused(useURL(b, url, "{}"), 404, "web.command_webhook.general.app_error")
}
