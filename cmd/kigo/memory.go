package main

import (
	"os"
	"runtime/debug"
)

// spendMemory lets the heap grow to four times what is in use before it is collected, in
// place of twice: 30 MB more for an eighth of the CPU; see docs/performance.md. GOGC set by
// the operator is left alone, and GOMEMLIMIT holds.
func spendMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(300)
	}
}
