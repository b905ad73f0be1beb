package pulses_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// claim is what the attacker says of somebody, and how it came to know.
type claim struct {
	person string // or the document, where it is an answer of nobody in particular
	how    int    // what they answered; -2 is that this is not known, only whether they did
	took   bool   // whether they took part
	by     string
}

const unknown = -2

// attack tries every way that it knows. A way counts only if it is right about every friend:
// so that what it says of the others is no guess.
func attack(e *evidence) []claim {
	ways := []func(*evidence) []claim{readRows, followCounters, matchPseudonyms, compareLengths, compareTraces, seeNeighbours, readLog, openSealed}
	var all []claim
	for _, way := range ways {
		all = append(all, way(e)...)
	}
	return all
}

// named is the people whom a text names.
func (e *evidence) named(text string) []string {
	var who []string
	for p, names := range e.people {
		if slices.ContainsFunc(names, func(n string) bool { return strings.Contains(text, n) }) {
			who = append(who, p)
		}
	}
	slices.Sort(who)
	return who
}

// calibrated keeps the claims of one way if they are right about every friend who took part,
// and wrong about none.
func (e *evidence) calibrated(claims []claim, needs func(choice int) bool) []claim {
	said := map[string]claim{}
	for _, c := range claims {
		said[c.person] = c
	}
	var others []claim
	for f, choice := range e.friends {
		c, ok := said[f]
		if needs(choice) && (!ok || (c.how != unknown && c.how != choice) || c.took != (choice >= 0)) {
			return nil
		}
		if ok && c.took != (choice >= 0) {
			return nil
		}
	}
	for p, c := range said {
		if _, friend := e.friends[p]; !friend {
			others = append(others, c)
		}
	}
	return others
}

func tookPart(choice int) bool { return choice >= 0 }

// readRows looks for a field in which a document that names somebody has their answer.
func readRows(e *evidence) []claim {
	byPath := map[string][]claim{}
	for i := range e.copies {
		for _, d := range e.changed(i) {
			who := e.named(d)
			if len(who) != 1 {
				continue
			}
			for path, v := range leaves(d) {
				if n, ok := v.(float64); ok {
					path = e.copies[i].written + path
					byPath[path] = append(byPath[path], claim{person: who[0], how: int(n), took: true, by: "row " + path})
				}
			}
		}
	}
	var all []claim
	for _, claims := range byPath {
		all = append(all, e.calibrated(claims, tookPart)...)
	}
	return all
}

// nearby is how many writes before or after another it may belong to the same act.
const nearby = 3

// neighbours are the people whom writes close to copy i name.
func (e *evidence) neighbours(i int) []string {
	who := map[string]bool{}
	for j := max(0, i-nearby); j <= min(len(e.copies)-1, i+nearby); j++ {
		for _, d := range e.changed(j) {
			if named := e.named(d); len(named) == 1 {
				who[named[0]] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(who))
}

// followCounters looks which number rises when a friend answers, and who is named beside.
func followCounters(e *evidence) []claim {
	type rise struct {
		at   int
		what string
	}
	var rises []rise
	for i := 1; i < len(e.copies); i++ {
		c := e.copies[i].written
		before := map[any]map[string]any{}
		for _, d := range e.copies[i-1].docs[c] {
			l := leaves(d)
			before[l["._id"]] = l
		}
		for _, d := range e.changed(i) {
			l := leaves(d)
			for path, v := range l {
				n, ok := v.(float64)
				old, _ := before[l["._id"]][path].(float64)
				if ok && n == old+1 {
					rises = append(rises, rise{i, fmt.Sprint(c, l["._id"], path)})
				}
			}
		}
	}
	means := map[string]int{} // answer by counter
	for f, choice := range e.friends {
		for _, r := range rises {
			if a := e.acts[f]; choice >= 0 && r.at >= a[0] && r.at < a[1] {
				if old, known := means[r.what]; known && old != choice {
					return nil
				}
				means[r.what] = choice
			}
		}
	}
	var claims []claim
	for _, r := range rises {
		choice, known := means[r.what]
		if who := e.neighbours(r.at); known && len(who) == 1 {
			claims = append(claims, claim{person: who[0], how: choice, took: true, by: "counter " + r.what})
		}
	}
	return e.calibrated(claims, tookPart)
}

// matchPseudonyms makes the names that one could give a person with the secret.
func matchPseudonyms(e *evidence) []claim {
	seen := map[string]bool{}
	for _, c := range e.copies {
		for _, d := range c.docs[c.written] {
			seen[d] = true
		}
	}
	text := strings.Join(slices.Collect(maps.Keys(seen)), "\n")
	var claims []claim
	for p, names := range e.people {
		for _, n := range append([]string{p}, names...) {
			for _, in := range []string{n, e.run + n, n + e.run, e.run + "/" + n, n + "/" + e.run, "answer/" + e.run + "/" + n} {
				mac := hmac.New(sha256.New, e.secret)
				mac.Write([]byte(in))
				plain, salted := sha256.Sum256([]byte(in)), sha256.Sum256(append(slices.Clone(e.secret), in...))
				for _, sum := range [][]byte{mac.Sum(nil), plain[:], salted[:]} {
					for _, spelt := range []string{hex.EncodeToString(sum)[:16], base64.RawURLEncoding.EncodeToString(sum)[:12], base64.StdEncoding.EncodeToString(sum)[:12]} {
						if strings.Contains(text, spelt) {
							claims = append(claims, claim{person: p, how: unknown, took: true, by: "pseudonym"})
						}
					}
				}
			}
		}
	}
	return e.calibrated(claims, tookPart)
}

// sealed are the documents that hold something opaque: id, bytes, and the copy in which it appears.
func (e *evidence) sealed(each func(i int, id string, b []byte)) {
	for i := range e.copies {
		for _, d := range e.changed(i) {
			l := leaves(d)
			for path, v := range l {
				if s, ok := v.(string); ok && strings.HasSuffix(path, ".$binary.base64") && e.copies[i].written != "meta" {
					b, _ := base64.StdEncoding.DecodeString(s)
					each(i, fmt.Sprint(l["._id"]), b)
				}
			}
		}
	}
}

// compareLengths looks whether what friends answered can be told from the length.
func compareLengths(e *evidence) []claim {
	means := map[int]map[int]bool{} // answers by length
	byDoc := map[string]int{}
	friendly := map[string]bool{}
	e.sealed(func(i int, id string, b []byte) {
		byDoc[id] = len(b)
		for f, choice := range e.friends {
			if a := e.acts[f]; choice >= 0 && i >= a[0] && i < a[1] {
				if means[len(b)] == nil {
					means[len(b)] = map[int]bool{}
				}
				means[len(b)][choice], friendly[id] = true, true
			}
		}
	})
	var claims []claim
	for id, n := range byDoc {
		if len(means[n]) == 1 && len(means) > 1 && !friendly[id] {
			for choice := range means[n] {
				claims = append(claims, claim{person: id, how: choice, took: true, by: "length"})
			}
		}
	}
	return claims
}

// attempts are the random names of attempts to send.
var attempts = regexp.MustCompile(`\.attempts\.[^.]+`)

// compareTraces looks whether people who took part leave other documents than others do:
// invitations, reminders, what is sent, what is known of them. What is each person's own is masked.
func compareTraces(e *evidence) []claim {
	traces := map[string]string{}
	for i := range e.copies {
		for _, d := range e.changed(i) {
			for _, p := range e.named(d) {
				var shape []string
				for path, v := range leaves(d) {
					if _, isText := v.(string); isText && v != "" {
						v = "…"
					}
					shape = append(shape, fmt.Sprint(attempts.ReplaceAllString(path, ".attempts.*"), "=", v))
				}
				slices.Sort(shape)
				traces[p] += e.copies[i].written + " " + strings.Join(shape, " ") + "\n"
			}
		}
	}
	means := map[string]map[bool]bool{} // by trace, whether friends took part
	for f, choice := range e.friends {
		if means[traces[f]] == nil {
			means[traces[f]] = map[bool]bool{}
		}
		means[traces[f]][choice >= 0] = true
	}
	var claims []claim
	for p := range e.people {
		for took := range means[traces[p]] {
			if len(means[traces[p]]) == 1 {
				claims = append(claims, claim{person: p, how: unknown, took: took, by: "traces"})
			}
		}
	}
	return e.calibrated(claims, func(int) bool { return true })
}

// seeNeighbours looks who is named beside the appearance of something opaque.
func seeNeighbours(e *evidence) []claim {
	var claims []claim
	e.sealed(func(i int, _ string, _ []byte) {
		if who := e.neighbours(i); len(who) == 1 {
			claims = append(claims, claim{person: who[0], how: unknown, took: true, by: "neighbour"})
		}
	})
	return e.calibrated(claims, tookPart)
}
