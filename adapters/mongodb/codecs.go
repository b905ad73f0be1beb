package mongodb

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"kigo/bot/people"
)

// registry reads the two things that grow with an event, its queue and its waiting list,
// several times as fast as the driver's own decoders do, which is what a sign-up with
// 2,000 people otherwise spends most of its time on. Everything else is the driver's.
func registry() *bson.Registry {
	r := bson.NewRegistry()
	r.RegisterTypeDecoder(reflect.TypeFor[[]people.ID](), bson.ValueDecoderFunc(decodeIDs))
	r.RegisterTypeDecoder(reflect.TypeFor[map[people.ID]string](), bson.ValueDecoderFunc(decodeByID))
	return r
}

// Sizes in BSON of an element of a list and of a map, whose ids and nonces have 8 characters.
const listElement, mapElement = 18, 23

func decodeIDs(dc bson.DecodeContext, vr bson.ValueReader, v reflect.Value) error {
	raw, err := readRaw(dc, vr, bson.TypeArray)
	if err != nil || raw == nil {
		v.SetZero()
		return err
	}
	ids := make([]people.ID, 0, len(raw)/listElement)
	if err := eachString(raw, func(_, s string) { ids = append(ids, people.ID(s)) }); err != nil {
		return err
	}
	v.Set(reflect.ValueOf(ids))
	return nil
}

func decodeByID(dc bson.DecodeContext, vr bson.ValueReader, v reflect.Value) error {
	raw, err := readRaw(dc, vr, bson.TypeEmbeddedDocument)
	if err != nil || raw == nil {
		v.SetZero()
		return err
	}
	byID := make(map[people.ID]string, len(raw)/mapElement)
	if err := eachString(raw, func(key, s string) { byID[people.ID(key)] = s }); err != nil {
		return err
	}
	v.Set(reflect.ValueOf(byID))
	return nil
}

var rawValue = reflect.TypeFor[bson.RawValue]()

// readRaw reads a value of that type as it is; nil is null.
func readRaw(dc bson.DecodeContext, vr bson.ValueReader, want bson.Type) ([]byte, error) {
	d, err := dc.LookupDecoder(rawValue)
	if err != nil {
		return nil, err
	}
	var raw bson.RawValue
	if err := d.DecodeValue(dc, vr, reflect.ValueOf(&raw).Elem()); err != nil {
		return nil, err
	}
	switch raw.Type {
	case bson.TypeNull:
		return nil, nil
	case want:
		return raw.Value, nil
	}
	return nil, fmt.Errorf("found %s, want %s", raw.Type, want)
}

var errNotStrings = errors.New("not a list of strings")

// eachString calls f with each key and value of a BSON document or array that holds
// nothing but strings. What it passes are pieces of one string.
func eachString(raw []byte, f func(key, value string)) error {
	const length = 4 // bytes, little-endian; counts the zero behind a string
	if len(raw) < length {
		return errNotStrings
	}
	s := string(raw[length:])
	for len(s) > 0 && s[0] == byte(bson.TypeString) {
		key, rest, ok := strings.Cut(s[1:], "\x00")
		if !ok || len(rest) < length {
			return errNotStrings
		}
		n := int(rest[0]) | int(rest[1])<<8 | int(rest[2])<<16 | int(rest[3])<<24
		rest = rest[length:]
		if n < 1 || n > len(rest) {
			return errNotStrings
		}
		f(key, rest[:n-1])
		s = rest[n:]
	}
	if s != "\x00" {
		return errNotStrings
	}
	return nil
}
