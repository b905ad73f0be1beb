package pulses

import (
	"fmt"
	"sync"
)

// drawings are the pictures that were drawn last: the same one goes to everybody who was
// asked. Their zero value is ready to use.
type drawings struct {
	mu   sync.Mutex
	done map[string][]byte
}

// maxDrawings bounds how many are kept, each of some 50 kB.
const maxDrawings = 20

// of is the picture of a chart, drawn once.
func (d *drawings) of(c Chart, draw Draw) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	key := fmt.Sprint(c)
	if png, ok := d.done[key]; ok {
		return png, nil
	}
	png, err := draw(c)
	if err != nil {
		return nil, err
	}
	if d.done == nil || len(d.done) >= maxDrawings {
		d.done = map[string][]byte{}
	}
	d.done[key] = png
	return png, nil
}
