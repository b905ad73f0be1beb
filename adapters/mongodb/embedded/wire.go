package embedded

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// The parts of MongoDB's wire protocol that the proxy must understand: how long a
// message is, which command it carries, and whether its sender waits for a reply.
const (
	headerBytes = 16
	// maxMessage bounds one message in bytes, as MongoDB and FerretDB do.
	maxMessage = 48_000_000

	opQuery = 2004
	opMsg   = 2013

	flagChecksum   = 1 << 0 // a checksum follows the sections
	flagMoreToCome = 1 << 1 // the sender expects no reply
)

// errOversize says that a peer announced a message of an impossible length.
var errOversize = errors.New("message length out of bounds")

// message is one whole message of the wire protocol, header included.
type message []byte

// readMessage reads exactly one message. Memory grows with what arrives, not with
// what the header promises. It returns io.EOF where the peer ended between two
// messages, errOversize for a length that no message has.
func readMessage(r io.Reader) (message, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	length := int64(int32(binary.LittleEndian.Uint32(head[:])))
	if length < headerBytes || length > maxMessage {
		return nil, fmt.Errorf("%w: %d bytes", errOversize, length)
	}
	var buf bytes.Buffer
	buf.Write(head[:])
	n, err := io.CopyN(&buf, r, length-int64(len(head)))
	if errors.Is(err, io.EOF) || (err == nil && n != length-int64(len(head))) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func (m message) opCode() int32 { return int32(binary.LittleEndian.Uint32(m[12:16])) }

// wantsReply is false for an OP_MSG whose sender does not wait (w: 0).
func (m message) wantsReply() bool { return !m.flag(flagMoreToCome) }

// flag says whether an OP_MSG carries a flag.
func (m message) flag(bit uint32) bool {
	return m.opCode() == opMsg && len(m) >= headerBytes+4 && binary.LittleEndian.Uint32(m[headerBytes:])&bit != 0
}

// lift sets a time limit (maxTimeMS, which the driver derives from a context's
// deadline) to 0, no limit. The engine's SQLite driver may carry out such a limit too late, and
// then it interrupts somebody else's command. The client still gives up in time.
func (m message) lift() {
	if m.opCode() != opMsg || m.flag(flagChecksum) {
		return
	}
	limit, err := m.body().LookupErr("maxTimeMS")
	if err != nil {
		return
	}
	if limit.IsNumber() && limit.Type != bson.TypeDecimal128 {
		clear(limit.Value) // 0 as int32, int64 and double; shares its memory with m
	}
}

// command is what a message asks for; its zero value stands for anything unreadable.
type command struct {
	name       string // the first key: "insert", "find", "hello"
	database   string
	collection string // the first key's value, where that is a string
}

// command reads the body document of an OP_MSG.
func (m message) command() command {
	if m.opCode() != opMsg {
		return command{}
	}
	body := m.body()
	if body == nil {
		return command{}
	}
	first, err := body.IndexErr(0)
	if err != nil {
		return command{}
	}
	c := command{}
	if c.name, err = first.KeyErr(); err != nil {
		return command{}
	}
	c.database, _ = body.Lookup("$db").StringValueOK()
	c.collection, _ = first.Value().StringValueOK()
	return c
}

// body finds the section of kind 0, nil where there is none.
func (m message) body() bson.Raw {
	if len(m) < headerBytes+4 {
		return nil
	}
	rest := m[headerBytes+4:]
	for len(rest) > 5 {
		size := int64(int32(binary.LittleEndian.Uint32(rest[1:5])))
		if size < 5 || size > int64(len(rest)-1) {
			return nil
		}
		if rest[0] == 0 {
			return bson.Raw(rest[1 : 1+size])
		}
		rest = rest[1+size:]
	}
	return nil
}

// passes says that a message may run beside another command: the driver's
// heartbeats, which would otherwise fail behind a long command.
func (m message) passes(c command) bool {
	switch {
	case m.opCode() == opQuery:
		return true
	case c.name == "hello", c.name == "isMaster", c.name == "ismaster":
		return true
	}
	return false
}
