package bot

import "kigo/bot/chat"

const MostPacers = mostPacers

// Allow asks whether somebody may go on.
func Allow(r *Rate, ev chat.Event) bool { ok, _ := r.allow(ev); return ok }

// Pacers is how many people a rate remembers.
func Pacers(r *Rate) int { return len(r.known) }
