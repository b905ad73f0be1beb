package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"kigo/bot/people"
)

// benchPlan is what `kigo bench` is asked to do.
type benchPlan struct {
	People   int           `json:"people"`
	Events   int           `json:"events"`
	Seats    int           `json:"seats"` // of each event
	Queue    int           `json:"queue"` // people in each event before
	Replicas int           `json:"replicas"`
	Over     time.Duration `json:"-"` // in which everybody comes; 0 is all at once
	Settle   time.Duration `json:"-"` // how long answers are waited for afterwards
	json     bool
	profile  string
}

func newBench() *cobra.Command {
	var p benchPlan
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Let a crowd sign up, and print who was answered how fast",
		Long: `Starts kigo as in production, on a store of its own and beside a stand-in for a Mattermost
server, and lets people whom it has never met sign up by slash command. Nothing real is
touched: the store is a temporary folder, or, with KIGO_MONGODB_URI, a database of its own
on that server, dropped afterwards.

In the same run it measures the least that there is: the same sign-ups sent to the store by
the bare driver, and the same requests to a program that answers at once. Compare only
within a run: what else the machine does counts on all sides.

Exit code 1: somebody was not answered, or an answer and the store disagree.`,
		Example: `  kigo bench
  kigo bench --people 10000 --events 20 --over 60s --mongodb-uri mongodb://127.0.0.1:27017/ --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return bench(cmd, p) },
	}
	f := cmd.Flags()
	f.IntVar(&p.People, "people", 300, "how many people come")
	f.IntVar(&p.Events, "events", 1, "to how many events, in turn")
	f.IntVar(&p.Seats, "seats", 220, "seats of each event")
	f.IntVar(&p.Queue, "queue", 0, "how many have signed up for each event before")
	f.IntVar(&p.Replicas, "replicas", 1, "how many kigos share the work; more than one needs KIGO_MONGODB_URI")
	f.DurationVar(&p.Over, "over", 10*time.Second, "time in which they come; 0: all at once")
	f.DurationVar(&p.Settle, "settle", 2*time.Minute, "how long answers are waited for after that")
	f.BoolVar(&p.json, "json", false, "print one JSON object")
	f.StringVar(&p.profile, "cpu-profile", "", "write the CPU profile of the first kigo to this file, for go tool pprof")
	return cmd
}

func (p benchPlan) check(c Config) error {
	switch {
	case p.People < 1 || p.Events < 1 || p.Seats < 1 || p.Queue < 0 || p.Replicas < 1 || p.Over < 0 || p.Settle < 0:
		return errors.New("bench: use at least one person, event, seat and kigo, and no negative numbers")
	case p.Replicas > 1 && c.MongoURI == "":
		return errors.New("bench: the embedded store has one owner: set KIGO_MONGODB_URI for several kigos")
	}
	return nil
}

func bench(cmd *cobra.Command, p benchPlan) (err error) {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	if err := p.check(c); err != nil {
		return err
	}
	if c.DataDir, err = os.MkdirTemp("", "kigo-bench-"); err != nil {
		return fmt.Errorf("make a temporary data folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(c.DataDir)) }()
	c.Database = "kigo_bench_" + people.RandomID()
	ctx := cmd.Context()
	b := &benchRun{plan: p, cfg: c, log: newLog(c, cmd.ErrOrStderr())}
	result, err := b.run(ctx)
	err = errors.Join(err, b.dropStore())
	if err != nil {
		return err
	}
	if p.json {
		err = result.writeJSON(cmd.OutOrStdout())
	} else {
		err = result.writeText(cmd.OutOrStdout())
	}
	if err == nil && !result.good() {
		err = fmt.Errorf("bench: not everybody was answered, or not truly: %w", errReported)
	}
	return err
}

// run does everything in turn: a store to begin with, what is bare, the crowd, the check.
func (b *benchRun) run(ctx context.Context) (*benchResult, error) {
	r := &benchResult{benchPlan: b.plan, Over: b.plan.Over.String(), Store: "embedded", Version: version}
	if b.cfg.MongoURI != "" {
		r.Store = "server"
	}
	if err := b.prepare(ctx, r); err != nil {
		return nil, err
	}
	var err error
	if b.town, err = openBenchTown(b.plan.People); err != nil {
		return nil, err
	}
	defer b.town.close()
	if err := b.bareHTTP(ctx, r); err != nil {
		return nil, err
	}
	if err := b.rush(ctx, r); err != nil {
		return nil, err
	}
	return r, b.check(ctx, r)
}
