package main

import (
	"errors"
	"os"
	"runtime/pprof"
)

// profileVariable names a file for the CPU profile of serve; bench sets it.
const profileVariable = "KIGO_BENCH_PROFILE"

// profiled runs f, and writes its CPU profile where that is asked for.
func profiled(f func() error) (err error) {
	name := os.Getenv(profileVariable)
	if name == "" {
		return f()
	}
	out, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if err := pprof.StartCPUProfile(out); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return f()
}
