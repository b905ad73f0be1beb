package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"github.com/caarlos0/env/v11"
	"github.com/spf13/cobra"

	"kigo/adapters/mattermost/setup"
)

func newMattermost() *cobra.Command {
	cmd := &cobra.Command{Use: "mattermost", Short: "Connect kigo with a Mattermost server"}
	cmd.AddCommand(newMattermostSetup())
	return cmd
}

// setupFlags are the flags of `kigo mattermost setup`.
type setupFlags struct {
	bot, tokenFile, commandFile            string
	newToken, ephemeral, fixConfig, dryRun bool
}

func newMattermostSetup() *cobra.Command {
	var f setupFlags
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Create or update kigo's bot account and slash command, and check the server",
		Long: `Creates or updates kigo's bot account, its token, its place in the team and the slash
command /kigo, and checks everything that the Mattermost server must allow. It may be run
again at any time: what is there already is left alone.

It needs KIGO_MATTERMOST_URL, KIGO_MATTERMOST_TEAM and KIGO_PUBLIC_URL, and a system
administrator: either a token in KIGO_MATTERMOST_ADMIN_TOKEN, or user name and password,
which it asks for and does not store.`,
		Example: `  kigo mattermost setup --dry-run
  kigo mattermost setup --token-file /etc/kigo/mattermost-token --command-token-file /etc/kigo/mattermost-command-token`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return setUpMattermost(cmd, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.bot, "bot", "kigo", "user name of the bot account")
	flags.StringVar(&f.tokenFile, "token-file", "", "write the bot's token to this new file instead of printing it [KIGO_MATTERMOST_TOKEN_FILE]")
	flags.StringVar(&f.commandFile, "command-token-file", "", "write the slash command's token to this new file instead of printing it [KIGO_MATTERMOST_COMMAND_TOKEN_FILE]")
	flags.BoolVar(&f.newToken, "new-token", false, "make another token of the bot; the old ones stay valid")
	flags.BoolVar(&f.ephemeral, "ephemeral", false, "let the bot itself post what only one person sees: adds create_post_ephemeral to the role system_post_all_public, which then holds for everybody with that role, and gives the bot the role, with which it may post in all public channels; without it kigo uses direct messages")
	flags.BoolVar(&f.fixConfig, "fix-config", false, "also change the server's settings that stand in the way: bot accounts, slash commands, calls to kigo's address")
	flags.BoolVar(&f.dryRun, "dry-run", false, "say what would be done, and change nothing")
	return cmd
}

// errLeft says that things are left to do, which have been named.
var errLeft = fmt.Errorf("mattermost setup: %w", errReported)

func setUpMattermost(cmd *cobra.Command, f setupFlags) (err error) {
	vars := env.ToMap(os.Environ())
	token, tokenMistake := secretFile(vars, f.tokenFile, "KIGO_MATTERMOST_TOKEN")
	command, commandMistake := secretFile(vars, f.commandFile, "KIGO_MATTERMOST_COMMAND_TOKEN")
	c, mistakes := readConfig(cmd, vars, needsSetup)
	for _, m := range []error{tokenMistake, commandMistake} {
		if m != nil {
			mistakes = append(mistakes, m)
		}
	}
	if f.newToken && token.From != "" && token.Value != "" {
		mistakes = append(mistakes, fmt.Errorf("--new-token would leave %s with the old token: remove that file, or name another one", token.From))
	}
	if len(mistakes) > 0 {
		return configError(mistakes)
	}
	if token.Value == "" {
		token.Value, token.From = c.MattermostToken, nameOf(c.MattermostToken, "KIGO_MATTERMOST_TOKEN")
	}
	if command.Value == "" {
		command.Value, command.From = c.MattermostCommandToken, nameOf(c.MattermostCommandToken, "KIGO_MATTERMOST_COMMAND_TOKEN")
	}
	texts, err := mattermostTexts(c)
	if err != nil {
		return err
	}
	ctx := cmd.Context()
	server, err := signIn(ctx, c, cmd.InOrStdin(), cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.SignOut(ctx)) }()
	out := &lines{out: cmd.OutOrStdout()}
	result, err := setup.Run(ctx, server, setup.Options{
		PublicURL: c.PublicURL, Team: c.MattermostTeam, Bot: f.bot, Texts: texts,
		Token: token, CommandToken: command, NewToken: f.newToken, Ephemeral: f.ephemeral, FixConfig: f.fixConfig, DryRun: f.dryRun,
		People: setup.People{Admins: c.Admins, Trust: c.TrustEmail, Others: c.SlackBotToken != ""}, DNS: net.DefaultResolver,
	}, func(f setup.Finding) { out.say(f.String()) })
	for _, line := range settingsBlock(c, result) {
		out.say(line)
	}
	if err != nil {
		return fmt.Errorf("interrupted: run setup again for the rest: %w", err)
	}
	switch {
	case result.Failed > 0:
		out.say(fmt.Sprintf("\n%d left to do, marked FAIL: the System Console takes a system administrator. Then run setup again.", result.Failed))
		return errors.Join(errLeft, out.err)
	case f.dryRun:
		out.say(fmt.Sprintf("\nThis was a dry run: %d would be changed, nothing was.", result.Would))
	default:
		out.say("\nNext: start kigo with its settings, and prove the connection with: kigo doctor")
	}
	return out.err
}

// nameOf is name where there is a value.
func nameOf(value, name string) string {
	if value == "" {
		return ""
	}
	return name
}

// secretFile is the token in a file: the flag's, or the one that KIGO_…_FILE names. If there
// is no such file yet, it is where a new token goes, and no mistake of the configuration.
func secretFile(vars map[string]string, flag, name string) (setup.Secret, error) {
	path := cmp.Or(flag, vars[name+"_FILE"])
	if path == "" {
		return setup.Secret{}, nil
	}
	if _, err := os.Stat(vars[name+"_FILE"]); errors.Is(err, fs.ErrNotExist) {
		delete(vars, name+"_FILE")
	}
	return setup.FromFile(path)
}

// needsSetup is what setup asks of the configuration beyond the rest.
func needsSetup(c Config) error {
	var wrong []error
	if c.MattermostURL == "" {
		wrong = append(wrong, errors.New("KIGO_MATTERMOST_URL is not set: set it to the address that people open in the browser, like https://chat.example.org"))
	}
	if c.PublicURL == "" {
		wrong = append(wrong, errors.New("KIGO_PUBLIC_URL is not set: set it to the address under which Mattermost's machine reaches kigo, like https://kigo.example.org"))
	}
	return errors.Join(wrong...)
}

// settingsBlock is what has to go into kigo's environment, where something is new.
func settingsBlock(c Config, r setup.Result) []string {
	if !r.Token.Fresh() && !r.CommandToken.Fresh() {
		return nil
	}
	all := []string{"\n# For kigo's environment:", "KIGO_MATTERMOST_URL=" + c.MattermostURL, "KIGO_MATTERMOST_TEAM=" + r.Team.Name, "KIGO_PUBLIC_URL=" + c.PublicURL}
	for _, s := range []struct {
		name   string
		secret setup.Secret
	}{{"KIGO_MATTERMOST_TOKEN", r.Token}, {"KIGO_MATTERMOST_COMMAND_TOKEN", r.CommandToken}} {
		switch {
		case s.secret.Print:
			all = append(all, s.name+"="+s.secret.Value)
		case s.secret.Fresh():
			path, err := filepath.Abs(s.secret.File)
			if err != nil {
				path = s.secret.File
			}
			all = append(all, s.name+"_FILE="+path)
		case s.secret.Value == "":
			all = append(all, "# "+s.name+": see above")
		default:
			all = append(all, "# "+s.name+" stays as it is")
		}
	}
	return all
}

// signIn speaks to the server as an administrator: with a token, or asking for a password.
func signIn(ctx context.Context, c Config, in io.Reader, errOut io.Writer) (*setup.Server, error) {
	if c.MattermostAdminToken != "" {
		s, err := setup.Connect(ctx, c.MattermostURL, c.MattermostAdminToken)
		return s, setup.TokenProblem(err)
	}
	if _, _, err := setup.Reach(ctx, c.MattermostURL); err != nil {
		return nil, err // before anybody is asked for a password
	}
	t, ok := openTerminal(in, errOut)
	if !ok {
		return nil, errors.New("KIGO_MATTERMOST_ADMIN_TOKEN is not set, and there is no terminal to ask for a password: set one of them up")
	}
	fmt.Fprintf(errOut, "Sign in to %s as a system administrator. Nothing of it is stored.\n", c.MattermostURL)
	name, err := t.ask(ctx, "User name or e-mail: ", false)
	if err != nil {
		return nil, err
	}
	password, err := t.ask(ctx, "Password (is not shown): ", true)
	if err != nil {
		return nil, err
	}
	s, err := setup.SignIn(ctx, c.MattermostURL, name, password, "")
	if !errors.Is(err, setup.ErrSecondFactor) {
		return s, err
	}
	code, err := t.ask(ctx, "Code of the second factor: ", false)
	if err != nil {
		return nil, err
	}
	if s, err = setup.SignIn(ctx, c.MattermostURL, name, password, code); errors.Is(err, setup.ErrSecondFactor) {
		err = errors.New("the code is wrong or has expired: wait for the next one, and try again")
	}
	return s, err
}
