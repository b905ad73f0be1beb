package mattermosttest

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"
)

// ran runs a command whose integration answers with body, and returns what it was asked.
func ran(t *testing.T) (b *bench, bert *Human, ch *model.Channel, in *integration, cmd *model.Command) {
	b = start(t)
	bert = b.human()
	ch = b.plaza(bert)
	in = b.integration(nil)
	cmd = b.command(in.URL + "/command")
	return b, bert, ch, in, cmd
}

func TestACommandArrivesAsAForm(t *testing.T) {
	b, bert, ch, in, cmd := ran(t)
	anna := b.human()
	root, err := bert.Post(b.ctx, ch.Id, "root")
	b.ok(err)
	words := "rund  @" + anna.Name + " @nobody\nzweite Zeile ~" + ch.Name + " "
	b.ok(bert.SlashIn(b.ctx, root, "/"+strings.ToUpper(cmd.Trigger)+" "+words))
	got := in.last()
	for name, want := range map[string]string{
		"token": cmd.Token, "team_id": b.team.Id, "team_domain": b.team.Name, "channel_id": ch.Id, "channel_name": ch.Name,
		"user_id": bert.ID, "user_name": bert.Name, "command": "/" + cmd.Trigger, "text": words, "root_id": root.Id,
		"user_mentions": anna.Name, "user_mentions_ids": anna.ID, "channel_mentions": ch.Name, "channel_mentions_ids": ch.Id,
	} {
		if got.field(name) != want {
			t.Errorf("%s is %q, want %q", name, got.field(name), want)
		}
	}
	if !strings.HasPrefix(got.field("response_url"), b.url+"/hooks/commands/") || got.field("trigger_id") == "" {
		t.Errorf("response_url %q, trigger_id %q", got.field("response_url"), got.field("trigger_id"))
	}
	if got.header.Get("Authorization") != "Token "+cmd.Token || got.method != "POST" || got.path != "/command" {
		t.Errorf("%s %s, Authorization %q", got.method, got.path, got.header.Get("Authorization"))
	}
	for name := range got.form {
		if strings.Contains(name, "locale") || strings.Contains(name, "timezone") {
			t.Errorf("there is %s", name)
		}
	}
}

func TestTextAfterANoBreakSpaceIsBroken(t *testing.T) {
	b, bert, ch, in, cmd := ran(t)
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger+"\u00a0hilfe"))
	if text := in.last().field("text"); utf8.ValidString(text) || !strings.HasSuffix(text, "hilfe") {
		t.Errorf("text is %q", text)
	}
}

func TestLongCommandsArriveWhole(t *testing.T) {
	b, bert, ch, in, cmd := ran(t)
	words := strings.Repeat("ä", 20_000)
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger+" "+words))
	if in.last().field("text") != words {
		t.Error("the text was cut")
	}
}

func TestCommandsInDirectMessagesBelongToTheOpenTeam(t *testing.T) {
	b, bert, _, in, cmd := ran(t)
	dm := b.direct(bert)
	b.ok(bert.Slash(b.ctx, dm.Id, "/"+cmd.Trigger))
	if got := in.last(); got.field("team_id") != b.team.Id || got.field("channel_id") != dm.Id {
		t.Errorf("team %q, channel %q", got.field("team_id"), got.field("channel_id"))
	}
	bert.team = ""
	b.refused(bert.Slash(b.ctx, dm.Id, "/"+cmd.Trigger), 403, "api.context.permissions.app_error")
}

func TestWhatIsNoCommand(t *testing.T) {
	b, bert, ch, _, cmd := ran(t)
	b.refused(bert.Slash(b.ctx, ch.Id, "/nosuch"), 404, "api.command.execute_command.not_found.app_error")
	b.refused(bert.Slash(b.ctx, ch.Id, cmd.Trigger), 400, "api.command.execute_command.start.app_error")
	b.refused(bert.Slash(b.ctx, ch.Id, "/"), 400, "api.command.execute_command.start.app_error")
	b.refused(bert.Slash(b.ctx, b.channel(model.ChannelTypePrivate).Id, "/"+cmd.Trigger), 403, "api.context.permissions.app_error")
	_, err := b.admin.DeleteCommand(b.ctx, cmd.Id)
	b.ok(err)
	b.refused(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger), 404, "api.command.execute_command.not_found.app_error")
}

func TestOnly200Counts(t *testing.T) {
	b, bert, ch, in, cmd := ran(t)
	for status, text := range map[int]string{204: "204 No Content", 404: "404 Not Found", 500: "500 Internal Server Error"} {
		in.set(func(w http.ResponseWriter, _ asked) { w.WriteHeader(status) })
		err := bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger)
		b.refused(err, 500, "api.command.execute_command.failed_resp.app_error")
		if want := "Command with a trigger of '" + cmd.Trigger + "' returned response " + text; !strings.Contains(err.Error(), want) {
			t.Errorf("bert is told %q", err)
		}
	}
}

func TestRedirectsAreFollowedAsGet(t *testing.T) {
	b, bert, ch, in, cmd := ran(t)
	in.set(func(w http.ResponseWriter, a asked) {
		if a.path == "/command" {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(302)
			return
		}
		says("{}")(w, a)
	})
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	if got := in.last(); got.method != "GET" || got.path != "/elsewhere" {
		t.Errorf("%s %s", got.method, got.path)
	}
}

func TestAnswersThatAreNotUnderstood(t *testing.T) {
	b, bert, ch, in, cmd := ran(t)
	plain := func(text string) func(http.ResponseWriter, asked) {
		return func(w http.ResponseWriter, _ asked) {
			w.Header().Set("Content-Type", "text/plain")
			_, _ = io.WriteString(w, text)
		}
	}
	in.set(plain(`{"text":"x"}`))
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	p, err := bert.WaitEphemeral(b.ctx, nil)
	b.ok(err)
	if p.Message != `{"text":"x"}` {
		t.Errorf("JSON without its type is shown as %q", p.Message)
	}
	const failed = "api.command.execute_command.failed.app_error"
	in.set(says(`{"text":`))
	b.refused(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger), 500, failed)
	in.set(says(`{"text":"` + strings.Repeat("x", 1<<20) + `"}`))
	b.refused(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger), 500, failed)
	in.set(says(`{"text":"` + strings.Repeat("x", 1<<20-20) + `"}`))
	b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	for _, silent := range []func(http.ResponseWriter, asked){says("{}"), plain("")} {
		in.set(silent)
		b.ok(bert.Slash(b.ctx, ch.Id, "/"+cmd.Trigger))
	}
	if n := len(bert.Ephemerals()); n > 2 {
		t.Errorf("silence is %d posts", n-2)
	}
}
