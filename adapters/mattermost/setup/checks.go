package setup

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
)

// CheckCommands says whether slash commands are on.
func (c Config) CheckCommands() Finding {
	const name = "slash commands"
	if v, ok := c.Value(Commands); ok && v != "true" {
		return Finding{Fail, name, "are switched off on the server", Commands.Set("true")}
	}
	return Finding{OK, name, "are on", ""}
}

// checkBots says whether a bot account can be created; there says that it has been already.
func (c Config) checkBots(there bool) Finding {
	const name = "bot accounts"
	on := !c.is(BotCreation, "false")
	switch {
	case there && !on:
		return Finding{OK, name, "can't be created on the server, which no longer matters", ""}
	case !on:
		return Finding{Fail, name, "can't be created on the server", BotCreation.Set("true") + "; it may be switched off again afterwards"}
	}
	return Finding{OK, name, "can be created", ""}
}

// CheckOverrides says as whom answers to the slash command appear; private says that the
// bot itself may post what only one person sees.
func (c Config) CheckOverrides(private bool) Finding {
	const name = "answers to /" + Trigger
	switch {
	case private:
		return Finding{OK, name, "are posts of the bot that only one person sees", ""}
	case !c.is(OverrideName, "true"):
		return Finding{Warn, name, "come as direct messages of the bot: shown as answers, they bear the name of whoever asked",
			"to have them in the channel, visible to that person only, " + OverrideName.Set("true") + " and " + OverrideIcon.Set("true") + "; both also hold for all other integrations"}
	case !c.is(OverrideIcon, "true"):
		return Finding{Warn, name, "carry the bot's name, but the picture of whoever asked", OverrideIcon.Set("true")}
	}
	return Finding{OK, name, "carry the bot's name and picture", ""}
}

// CheckDirect says whom the bot can write to.
func (c Config) CheckDirect(team string) Finding {
	const name = "direct messages"
	if c.is(DirectWith, "team") {
		return Finding{Warn, name, "reach members of the team " + team + " only", "make everybody a member, or " + DirectWith.Set("any")}
	}
	return Finding{OK, name, "reach everybody on the server", ""}
}

// CheckNames says whether the bot gets to know people's names.
func (c Config) CheckNames() Finding {
	const name = "names"
	if c.is(ShowName, "false") {
		return Finding{Warn, name, "are hidden: lists of participants show user names", ShowName.Set("true") + ", or import people with their names"}
	}
	return Finding{OK, name, "can be seen", ""}
}

// CheckSigning says whether clicks can be proved.
func (c Config) CheckSigning() Finding {
	const name = "proof of clicks"
	if c.Client("AsymmetricSigningPublicKey") == "" {
		return Finding{Fail, name, "the server tells no key (AsymmetricSigningPublicKey), so nobody can say who clicked", "update Mattermost; kigo was tried with 11.6"}
	}
	return Finding{OK, name, "the server signs who clicks", ""}
}

// checkRate says how many requests the server takes.
func (c Config) checkRate() Finding {
	const name = "rate limit"
	if c.is(RateLimit, "true") {
		n, _ := c.Value(RatePerSecond)
		return Finding{OK, name, n + " requests a second, which kigo keeps below", ""}
	}
	return Finding{OK, name, "is off", ""}
}

// checkServer checks the server's settings, and changes those that stand in the way, where
// that is wished.
func (r *run) checkServer(ctx context.Context) {
	r.fixConfig(ctx)
	r.sayAll(r.Config.checkBots(r.bot != nil && r.bot.IsBot), r.Config.CheckCommands())
	if len(r.target.IPs) > 0 {
		r.checkInternal()
	}
	r.sayAll(r.Config.CheckSigning(), r.Config.CheckDirect(r.team.Name), r.Config.CheckNames())
	if r.Config.Full() {
		r.sayAll(r.Config.checkRate())
	}
}

func (r *run) checkInternal() {
	list, known := r.Config.Value(Internal)
	if r.target.isOnlyHere() && !mayBeHere(r.URL) {
		r.say(Fail, "calls to kigo", r.target.Host+" is each machine's own address: Mattermost would call itself", "set KIGO_PUBLIC_URL to an address under which Mattermost's machine reaches this one")
		return
	}
	r.sayAll(checkReach(r.target, list, known))
	for _, bad := range badEntries(list) {
		r.say(Warn, "calls to kigo", "in "+Internal.Key+" "+bad, "put hosts without a port there, and networks like 10.1.2.3/32")
	}
}

// mayBeHere says whether the server's address is one of this machine's own.
func mayBeHere(address string) bool {
	host := hostOf(address)
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || (err == nil && ip.IsLoopback())
}

// CheckOwner says what happens to the bot when the person leaves to whom it belongs.
func CheckOwner(ctx context.Context, s *Server, owner string) Finding {
	const name = "owner"
	disables := !s.Config.is(BotsOfLeavers, "false")
	u, _, err := s.GetUser(ctx, owner, "")
	assign := "give it to a service account: mmctl bot assign BOT ACCOUNT"
	switch {
	case isStatus(err, http.StatusNotFound):
		return Finding{OK, name, "the bot belongs to a plugin or to nobody", ""}
	case err != nil:
		return Explain(err, s.URL).finding(name)
	case u.DeleteAt > 0 && disables:
		return Finding{Warn, name, "the bot belongs to @" + u.Username + ", whose account is deactivated: Mattermost may disable it", assign + ", or " + BotsOfLeavers.Set("false")}
	case disables:
		return Finding{Warn, name, "the bot belongs to @" + u.Username + ": when that account is deactivated, Mattermost disables the bot", BotsOfLeavers.Set("false") + ", or " + assign}
	}
	return Finding{OK, name, "the bot belongs to @" + u.Username + " and stays when that account goes", ""}
}

func (r *run) checkOwner(ctx context.Context) {
	switch {
	case r.owner != "" && r.Config.Full():
		r.sayAll(CheckOwner(ctx, r.Server, r.owner))
	case r.bot != nil:
		r.say(Skip, "owner", "to whom the bot belongs, only a system administrator can see", "")
	}
}

// checkLimits says how many accounts may be added.
func (r *run) checkLimits(ctx context.Context) {
	const name = "users"
	limits, _, err := r.GetServerLimits(ctx)
	if err != nil || limits.MaxUsersHardLimit == 0 {
		return // there is none, or it is not told
	}
	text := fmt.Sprintf("%d of %d that may be active", limits.ActiveUserCount, limits.MaxUsersHardLimit)
	level, cure := OK, ""
	switch {
	case limits.ActiveUserCount >= limits.MaxUsersHardLimit:
		if level = Warn; r.sleeping {
			level = Fail
		}
		cure = "deactivate accounts that nobody uses, or get a licence: until then nobody can be added, and no account or bot enabled"
	case limits.ActiveUserCount >= limits.MaxUsersHardLimit-limits.MaxUsersHardLimit/20:
		level, cure = Warn, "soon nobody can be added, and no account or bot enabled: deactivate accounts that nobody uses, or get a licence"
	}
	r.say(level, name, text, cure)
}
