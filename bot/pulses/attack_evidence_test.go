package pulses_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"

	"kigo/adapters/mongodb"
)

// evidence is everything that the attacker has.
type evidence struct {
	secret  []byte
	copies  []copyOf            // the whole database after every single write
	log     []string            // every line
	reports []string            // every report and export, as JSON
	people  map[string][]string // by person id, everything by which they may be named
	// friends are people who tell the attacker what they did; -1 is that they took no part.
	friends map[string]int
	// acts says, for friends, at which copy they began and ended answering.
	acts map[string][2]int
	run  string
}

// copyOf is the database after one write.
type copyOf struct {
	written string // the collection
	docs    map[string][]string
}

// changed are the documents that are new or different in a copy.
func (e *evidence) changed(i int) []string {
	c := e.copies[i].written
	var before []string
	if i > 0 {
		before = e.copies[i-1].docs[c]
	}
	old := make(map[string]bool, len(before))
	for _, d := range before {
		old[d] = true
	}
	var fresh []string
	for _, d := range e.copies[i].docs[c] {
		if !old[d] {
			fresh = append(fresh, d)
		}
	}
	return fresh
}

// recorder copies the database after every write of a process.
type recorder struct {
	t      testing.TB
	db     *mongodb.DB
	mu     sync.Mutex
	asked  map[int64]string // collection by request
	copies []copyOf
}

var writes = []string{"insert", "update", "delete", "findAndModify"}

func (r *recorder) started(e *event.CommandStartedEvent) {
	if slices.Contains(writes, e.CommandName) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.asked[e.RequestID] = e.Command.Index(0).Value().StringValue()
	}
}

func (r *recorder) succeeded(e *event.CommandSucceededEvent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c, ok := r.asked[e.RequestID]
	if !ok {
		return
	}
	delete(r.asked, e.RequestID)
	docs := map[string][]string{}
	if n := len(r.copies); n > 0 {
		docs = maps.Clone(r.copies[n-1].docs) // only one collection has changed
	}
	docs[c] = r.dump(c)
	r.copies = append(r.copies, copyOf{written: c, docs: docs})
}

// dump is a collection in the order in which the database has it.
func (r *recorder) dump(collection string) []string {
	ctx := context.Background()
	cursor, err := r.db.Collection(collection).Find(ctx, bson.D{})
	if err != nil {
		r.t.Error(err)
		return nil
	}
	var docs []string
	for cursor.Next(ctx) {
		text, err := bson.MarshalExtJSON(cursor.Current, false, false)
		if err != nil {
			r.t.Error(err)
		}
		docs = append(docs, string(text))
	}
	return docs
}

func (r *recorder) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.copies)
}

// leaves are the values of a document by their paths.
func leaves(doc string) map[string]any {
	var v any
	if json.Unmarshal([]byte(doc), &v) != nil {
		return nil
	}
	all := map[string]any{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, inner := range v {
				walk(path+"."+k, inner)
			}
		case []any:
			for _, inner := range v {
				walk(path+"[]", inner)
			}
		default:
			all[path] = v
		}
	}
	walk("", v)
	return all
}

// readLog looks who is named in the log.
func readLog(e *evidence) []claim {
	var claims []claim
	for _, line := range e.log {
		for _, p := range e.named(line) {
			claims = append(claims, claim{person: p, how: unknown, took: true, by: "log: " + line})
		}
	}
	return e.calibrated(claims, tookPart)
}

// openSealed tries the secret as a passphrase.
func openSealed(e *evidence) []claim {
	var claims []claim
	id, err := age.NewScryptIdentity(string(e.secret))
	if err != nil {
		return nil
	}
	e.sealed(func(_ int, doc string, b []byte) {
		if r, err := age.Decrypt(bytes.NewReader(b), id); err == nil {
			plain, _ := io.ReadAll(r)
			claims = append(claims, claim{person: doc, how: unknown, took: true, by: "opened " + string(plain)})
		}
	})
	return claims
}

// wantNobodyNamed checks that no document and no line of the log names a person beside the
// run, but those of which everybody has one.
func (a *attacked) wantNobodyNamed(t *testing.T) {
	t.Helper()
	e := a.evidence
	exempt := []string{"pulse_electorate", "outbox", "sent"}
	for i := range e.copies {
		for _, d := range e.changed(i) {
			if strings.Contains(d, e.run) && len(e.named(d)) > 0 && !slices.Contains(exempt, e.copies[i].written) {
				t.Errorf("%s names a person beside the run: %s", e.copies[i].written, d)
			}
		}
	}
	for _, line := range e.log {
		if len(e.named(line)) > 0 {
			t.Errorf("the log names a person: %s", line)
		}
	}
}
