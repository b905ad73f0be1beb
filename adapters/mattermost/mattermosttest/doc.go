// Package mattermosttest emulates a Mattermost 11.6 server over real HTTP and WebSocket,
// as docs/mattermost-server.md measured it, for tests of whatever speaks to one.
//
// What the real server refuses is refused with the same status and error id. What it takes
// without a word is taken too: it is up to the integration to hold those limits, and
// [Server.Objections] tells where it did not.
//
//	s := mattermosttest.Start(t, mattermosttest.With(mattermosttest.LoopbackAllowed))
//	bot := s.Bot("kigo")                       // account, in the team "stadt", with a token
//	bert := s.Human("bert")                    // a person with an open app
//	plaza := s.Channel("plaza", bot.ID, bert.ID)
//	s.Command("kigo", kigo.URL+"/mattermost/command") // or through the API, as s.Admin()
//
//	err := bert.Slash(ctx, plaza.Id, "/kigo hilfe") // the error is what bert is shown
//	p, err := bert.WaitEphemeral(ctx, nil)          // Text(p) is what bert reads
//	err = bert.Click(ctx, p, "Anmelden")
//	d, err := bert.WaitDialog(ctx)
//	answer, err := bert.SubmitDialog(ctx, d, map[string]any{"title": "Fest"})
//	p, err = bert.WaitPost(ctx, func(p *model.Post) bool { return p.UserId == bot.ID })
//
// # A server
//
// [Start] takes the options [Clock] and [With]; [Settings] say what an administrator can
// set, with the defaults of a fresh server: integrations on this machine are forbidden,
// bots can't be created. [LoopbackAllowed] permits both. [Server.Set] changes settings
// later, and so does the API with an administrator's token ([Server.Admin] has one, its
// password is [Password]).
//
// [Server.Restart], [Server.Down] and [Server.Up] are a process that dies and comes back
// at the same address. [Server.CutSockets] breaks WebSockets only; events go on being
// buffered. [Server.Log] is the server's log, which alone says why a callback failed.
//
// # Furniture
//
// [Server.Bot], [Server.Human], [Server.Team], [Server.AddTeam], [Server.Join],
// [Server.Leave], [Server.Channel], [Server.PrivateChannel], [Server.Kick],
// [Server.Direct], [Server.Command], [Server.Grant], [Server.Permit], [Server.SetActive],
// [Server.Change] and [Server.Revoke] make and change things behind the API's back.
//
// [Server.Post], [Server.Posts], [Server.User], [Server.Commands] and [Server.Picture]
// look at them; posts have what no client sees, the URLs and contexts of buttons.
// [Server.Notified] lists the posts that have notified somebody.
//
// # People
//
// A [Human] acts through the API and sees through a WebSocket. Each Wait method returns
// the first event that fits and was not returned before, so the order of waiting does not
// matter; none polls. [Human.Send], [Human.Act] and [Human.Submit] do what no app would,
// but a program with the person's token: forged props, foreign cookies, dialogs that were
// never opened. [Server.Trigger] gives a genuine trigger_id that was meant for others.
//
// # Faults
//
// [Server.On] names requests, and the methods of [Faults] let them go wrong: Lose carries
// them out and breaks the connection before the answer, Answer and Error refuse them,
// Refuse is a rate limit, Delay and Hold take time. [Server.Calm] ends it. People's own
// requests are spared. [Server.Requests] counts.
//
// # What it does not do
//
// Incoming and outgoing webhooks, plugins, search, e-mail, push, threads as a place of
// their own, channel moderation and whatever needs a licence.
package mattermosttest
