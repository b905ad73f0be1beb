// Package scheduler is the second door by which time enters: it decides from a stored
// due instant which jobs run, so that several replicas, a restart or a clock that was
// put on run each once.
package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/robfig/cron/v3"
)

// Job is a row of the table in jobs.go.
type Job struct {
	Name string
	Spec string // cron, five fields, in the scheduler's zone; never between 02:00 and 03:00
	// Grace is how late a missed run is made up, once; later it is skipped and logged.
	Grace time.Duration
	// Repair marks a job that only makes up for what else may have been lost: when the
	// demo clock is put on, it need not run at each of its instants.
	Repair bool
	// Next, of a repair that also brings what is due, is when it has something to bring
	// after t: there the demo clock does stop.
	Next func(ctx context.Context, t time.Time) (next time.Time, ok bool, err error)
	Run  func(ctx context.Context, due time.Time) error
}

// Store keeps when each job is due next.
type Store interface {
	// NextDue is the job's stored instant; ok is false if there is none yet.
	NextDue(ctx context.Context, job string) (due time.Time, ok bool, err error)
	// Start stores the first instant unless there is one.
	Start(ctx context.Context, job string, due time.Time) error
	// Claim takes the run that is due at due, until a time of the real clock; false if
	// somebody else has it or has moved the job on.
	Claim(ctx context.Context, job string, due, now, until time.Time) (bool, error)
	// Move replaces from by to, ends the claim, and counts what was skipped between the two;
	// false if somebody else did.
	Move(ctx context.Context, job string, from, to time.Time, skipped Skipped) (bool, error)
	// Skipped is all that was ever skipped of the job.
	Skipped(ctx context.Context, job string) (Skipped, error)
}

// Skipped are runs that came too late to be made up.
type Skipped struct {
	Times int
	Last  time.Time // the latest of them
}

// Lease is how long a run is one replica's alone. It saves the others the work; what a job
// does bears being done twice.
const Lease = time.Minute

// Scheduler runs jobs.
type Scheduler struct {
	store Store
	jobs  []Job
	specs []cron.Schedule
	now   func() time.Time
	zone  *time.Location
	log   *slog.Logger
}

// New reads the specs.
func New(store Store, jobs []Job, now func() time.Time, zone *time.Location, log *slog.Logger) (*Scheduler, error) {
	s := &Scheduler{store: store, jobs: jobs, now: now, zone: zone, log: log}
	for _, j := range jobs {
		spec, err := cron.ParseStandard(j.Spec)
		if err != nil {
			return nil, fmt.Errorf("job %s: %w", j.Name, err)
		}
		if spec.Next(now()).IsZero() {
			return nil, fmt.Errorf("job %s: %q is never due", j.Name, j.Spec)
		}
		s.specs = append(s.specs, spec)
	}
	return s, nil
}

// Init gives every job that has none its first due instant.
func (s *Scheduler) Init(ctx context.Context) error {
	now := s.now().In(s.zone)
	for i, j := range s.jobs {
		if err := s.store.Start(ctx, j.Name, s.specs[i].Next(now)); err != nil {
			return fmt.Errorf("start job %s: %w", j.Name, err)
		}
	}
	return nil
}

// RunDue runs, once each, the jobs that are due at now. Whoever claims a job runs it, and
// moves its due instant on afterwards: a run that fails, or whose process dies, is made up
// after the lease, within the job's grace.
func (s *Scheduler) RunDue(ctx context.Context, now time.Time) error {
	var errs []error
	for i, j := range s.jobs {
		due, ok, err := s.store.NextDue(ctx, j.Name)
		if err != nil {
			return fmt.Errorf("job %s: %w", j.Name, err)
		}
		if !ok || due.After(now) {
			continue
		}
		real := time.Now() // leases never follow the demo clock
		mine, err := s.store.Claim(ctx, j.Name, due, real, real.Add(Lease))
		if err != nil {
			return fmt.Errorf("job %s: %w", j.Name, err)
		}
		if !mine {
			continue
		}
		last, skipped := missed(s.specs[i], due.In(s.zone), now, j.Grace)
		if skipped.Times > 0 {
			s.log.Warn("job skipped", "job", j.Name, "due", due, "late", now.Sub(due), "times", skipped.Times, "last", skipped.Last)
		}
		if now.Sub(last) <= j.Grace {
			if err := j.run(ctx, last); err != nil {
				errs = append(errs, fmt.Errorf("job %s: %w", j.Name, err))
				continue
			}
		}
		if _, err := s.store.Move(ctx, j.Name, due, s.specs[i].Next(now.In(s.zone)), skipped); err != nil {
			return fmt.Errorf("job %s: %w", j.Name, err)
		}
	}
	return errors.Join(errs...)
}

// missed goes through the instants from due to now: the last one makes up for those that are
// within the grace; the others are skipped.
func missed(spec cron.Schedule, due, now time.Time, grace time.Duration) (last time.Time, skipped Skipped) {
	for !due.After(now) && !due.IsZero() {
		last = due
		if now.Sub(due) > grace {
			skipped.Times++
			skipped.Last = due
		}
		due = spec.Next(due)
	}
	return last, skipped
}

// run contains a panic: the other jobs and the process go on.
func (j Job) run(ctx context.Context, due time.Time) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return j.Run(ctx, due)
}

// NextDue is the earliest instant after t at which a job is due, or a repair has something
// to bring; ok is false if there is none.
func (s *Scheduler) NextDue(ctx context.Context, t time.Time) (next time.Time, ok bool, err error) {
	for _, j := range s.jobs {
		due, found, err := s.nextOf(ctx, j, t)
		if err != nil {
			return next, false, fmt.Errorf("job %s: %w", j.Name, err)
		}
		if found && due.After(t) && (!ok || due.Before(next)) {
			next, ok = due, true
		}
	}
	return next, ok, nil
}

func (s *Scheduler) nextOf(ctx context.Context, j Job, t time.Time) (time.Time, bool, error) {
	switch {
	case j.Next != nil:
		return j.Next(ctx, t)
	case j.Repair:
		return time.Time{}, false, nil
	default:
		return s.store.NextDue(ctx, j.Name)
	}
}

// Standing is how a job stands.
type Standing struct {
	Job     string
	Due     time.Time // when it runs next, or should have run
	Skipped Skipped   // all that was ever skipped of it
}

// Standings is how all jobs stand, in the order of the table.
func (s *Scheduler) Standings(ctx context.Context) ([]Standing, error) {
	var all []Standing
	for _, j := range s.jobs {
		due, _, err := s.store.NextDue(ctx, j.Name)
		if err != nil {
			return nil, fmt.Errorf("job %s: %w", j.Name, err)
		}
		skipped, err := s.store.Skipped(ctx, j.Name)
		if err != nil {
			return nil, fmt.Errorf("job %s: %w", j.Name, err)
		}
		all = append(all, Standing{Job: j.Name, Due: due, Skipped: skipped})
	}
	return all, nil
}

// Run looks every interval until ctx ends.
func (s *Scheduler) Run(ctx context.Context, interval time.Duration) {
	c := cron.New(cron.WithLocation(s.zone))
	c.Schedule(cron.Every(interval), cron.FuncJob(func() {
		if err := s.RunDue(ctx, s.now()); err != nil && ctx.Err() == nil {
			s.log.Error("scheduler", "error", err)
		}
	}))
	c.Start()
	<-ctx.Done()
	<-c.Stop().Done()
}
