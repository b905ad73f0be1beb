package setup

import (
	"context"
	"fmt"

	"github.com/mattermost/mattermost/server/public/model"
)

// Trigger is the word of the slash command.
const Trigger = "kigo"

// commandPath is where Mattermost calls kigo for the slash command.
const commandPath = "/mattermost/command"

// Options say what is to be set up.
type Options struct {
	PublicURL string // under which Mattermost reaches kigo
	Team      string // name of the team
	Bot       string // user name of the bot account
	Texts     Texts
	// Token is the bot's, CommandToken the slash command's.
	Token, CommandToken Secret
	NewToken            bool // make another token of the bot's, whatever there is
	Ephemeral           bool // let the bot itself post what only one person sees
	FixConfig           bool // change settings of the server
	DryRun              bool // change nothing
	People              People
	DNS                 Resolver
}

// Texts are what people see in Mattermost.
type Texts struct {
	Name        string // of the bot
	About       string // the bot's description
	Description string // of the command, for who administers commands; up to 128 bytes
	Hint        string // what may follow the command
	Use         string // what the command is for
}

// Result is what kigo's configuration needs to hold afterwards.
type Result struct {
	Team         *model.Team
	Token        Secret
	CommandToken Secret
	Would        int // how many things a dry run would have changed
	Failed       int // how many things are still wrong
}

// run is one setup.
type run struct {
	Options
	*Server
	tell  func(Finding)
	team  *model.Team
	bot   *model.User // nil where there is none yet
	owner string      // account id
	// sleeping says that the account is disabled, and stays it in a dry run.
	sleeping bool
	target   Target
	would    int
	failed   int
}

// Run sets up what o says, as the account of s, and tells what it found and did. What is
// still wrong afterwards has been told, and is counted in the result; the error is that of
// a context that ended.
func Run(ctx context.Context, s *Server, o Options, tell func(Finding)) (Result, error) {
	r := &run{Options: o, Server: s, tell: tell}
	r.whoAmI()
	if !r.findTeam(ctx) {
		return Result{Failed: r.failed}, ctx.Err()
	}
	for _, step := range []func(context.Context){
		r.findBot, r.findTarget, r.checkServer, r.setUpBot, r.setPicture, r.setUpToken, r.joinTeam,
		r.setUpCommand, r.grantEphemeral, r.checkOwner, r.checkLimits, r.checkPeople,
	} {
		if ctx.Err() != nil {
			break
		}
		step(ctx)
	}
	return Result{Team: r.team, Token: r.Token, CommandToken: r.CommandToken, Would: r.would, Failed: r.failed}, ctx.Err()
}

func (r *run) say(level Level, name, text, cure string) {
	switch level {
	case Fail:
		r.failed++
	case Would:
		r.would++
	}
	r.tell(Finding{level, name, text, cure})
}

func (r *run) sayAll(findings ...Finding) {
	for _, f := range findings {
		r.say(f.Level, f.Name, f.Text, f.Cure)
	}
}

// fails tells why something could not be done.
func (r *run) fails(name, what string, err error) {
	p := Explain(err, r.URL)
	text := p.Text
	if what != "" {
		text = what + ": " + text
	}
	r.say(Fail, name, text, p.Cure)
}

// change does something and tells it; in a dry run it only tells. It says whether it is done.
func (r *run) change(name, order, done string, do func() error) bool {
	if r.DryRun {
		r.say(Would, name, order, "")
		return false
	}
	if err := do(); err != nil {
		r.fails(name, "could not "+order, err)
		return false
	}
	r.say(Done, name, done, "")
	return true
}

func (r *run) whoAmI() {
	who := "signed in as @" + r.User.Username
	if r.isSystemAdmin() {
		r.say(OK, "server", fmt.Sprintf("Mattermost %s at %s, %s, a system administrator", r.Config.Client("Version"), r.URL, who), "")
		return
	}
	r.say(Warn, "server", fmt.Sprintf("Mattermost %s at %s, %s, no system administrator: a team administrator can make the slash command, but no bot account, and can't see the server's settings", r.Config.Client("Version"), r.URL, who),
		"have a system administrator run setup where something below is missing")
}

// findTarget looks up where the server shall call kigo.
func (r *run) findTarget(ctx context.Context) {
	var err error
	if r.target, err = Resolve(ctx, r.DNS, r.PublicURL, r.URL); err != nil {
		r.say(Warn, "calls to kigo", "the name "+r.target.Host+" in KIGO_PUBLIC_URL is not known here", "check the spelling; if only Mattermost's machine knows it, kigo doctor will tell")
	}
}
