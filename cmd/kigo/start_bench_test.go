package main

import (
	"bytes"
	"fmt"
	"os"
	"testing"
	"time"
)

// BenchmarkDemoStart starts `kigo demo` on a new folder until /healthz answers, and reads
// from /proc what memory it then holds; see docs/performance.md.
func BenchmarkDemoStart(b *testing.B) {
	const fewest = 7
	var starts, stops []time.Duration
	var memory []float64
	once := func() {
		cmd := kigoCommand("demo", "--listen", "127.0.0.1:0")
		cmd.Env = append(cmd.Env, "TMPDIR="+b.TempDir())
		began := time.Now()
		d, err := startDaemon(cmd)
		if err != nil {
			b.Fatal(err)
		}
		defer d.kill()
		if text, status, err := get(d.url + "/healthz"); err != nil || status != 200 {
			b.Fatal(status, err, text)
		}
		starts = append(starts, time.Since(began))
		memory = append(memory, megabytes(cmd.Process.Pid))
		began = time.Now()
		if err := d.stop(); err != nil {
			b.Fatal(err)
		}
		stops = append(stops, time.Since(began))
	}
	for b.Loop() {
		once()
	}
	for len(starts) < fewest {
		once()
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(milliseconds(starts), "ms_start")
	b.ReportMetric(milliseconds(stops), "ms_stop")
	b.ReportMetric(median(memory), "MB_resident")
}

// megabytes is the memory of a process that is not swapped out; 0 where there is no /proc.
func megabytes(pid int) float64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, line, _ := bytes.Cut(status, []byte("VmRSS:"))
	var kB float64
	_, _ = fmt.Sscanf(string(line), "%f kB", &kB)
	return kB / 1024
}
