// Command kigo is the staff-engagement chat bot of Ki:GO: one binary, one file a
// subcommand. config.go reads the environment, wire.go says who is given what.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones, also where the system has none

	"github.com/spf13/cobra"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is the whole program; it returns the exit code.
func run(args []string, in io.Reader, out, errOut io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	if err := root.ExecuteContext(ctx); err != nil {
		if !errors.Is(err, errReported) {
			fmt.Fprintln(errOut, "kigo:", err)
		}
		return 1
	}
	return 0
}

// errReported is a failure that has been explained to the user already.
var errReported = errors.New("reported")

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "kigo",
		Short:         "The chat bot of Ki:GO: sign-ups with waiting lists, in Mattermost and Slack",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	addConfigFlags(root.PersistentFlags())
	root.AddCommand(newDemo(), newConsole(), newServe(), newDoctor(), newMattermost(), newSlack(), newImport(), newExport(), newDelete(), newInventory(), newBackup(), newRestore(), newMigrate(), newOutbox(), newAsk(), newHealth(), newBench(), newVersion())
	return root
}
