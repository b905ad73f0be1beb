package knowledge

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
)

// builtIn is the first knowledge base, with its glossary.
//
//go:embed kb
var builtIn embed.FS

const builtInFolder = "kb"

// BuiltIn is the knowledge base that the binary carries.
var BuiltIn = sync.OnceValues(func() (Folder, error) {
	dir, err := fs.Sub(builtIn, builtInFolder)
	if err != nil {
		return Folder{}, fmt.Errorf("read built-in knowledge: %w", err)
	}
	return ReadFolder(dir)
})

// Answerer finds the entry that a question asks for. A city that has a ranking of its own
// puts it in the place of Base.
type Answerer interface {
	// Ask never fails: what it can't answer is Unsure.
	Ask(question string) Result
}

// Base answers from the newest index. It is safe for concurrent use.
type Base struct{ index atomic.Pointer[Index] }

// NewBase answers from x.
func NewBase(x *Index) *Base {
	b := &Base{}
	b.Swap(x)
	return b
}

// Swap lets every question asked from now on be answered from x; those under way end
// with the index that they began with.
func (b *Base) Swap(x *Index) { b.index.Store(x) }

// Index is the newest one.
func (b *Base) Index() *Index { return b.index.Load() }

// Ask answers from the newest index.
func (b *Base) Ask(question string) Result { return b.Index().Ask(question) }
