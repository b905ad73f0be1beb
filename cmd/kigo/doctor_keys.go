package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"kigo/adapters/keys"
	"kigo/adapters/mattermost/setup"
)

// checkKeys looks whether surveys can be sealed: the folder of their keys is there, its
// owner's alone, and the one that the other replicas use.
func (d *doctor) checkKeys(ctx context.Context) []finding {
	const name = "keys of surveys"
	if d.store == nil {
		return nil
	}
	folder := keys.Folder{Dir: d.cfg.keysDir()}
	fail := func(cure, format string, args ...any) []finding {
		return []finding{{Level: setup.Fail, Name: name, Text: fmt.Sprintf(format, args...), Cure: cure}}
	}
	theirs, err := d.store.KeysFolder(ctx)
	if err != nil {
		return fail("run doctor again, and look into the database's log", "%v", err)
	}
	err = folder.Check()
	switch {
	case errors.Is(err, fs.ErrNotExist) && theirs == "":
		return []finding{{Level: setup.OK, Name: name, Text: "none were needed yet"}}
	case errors.Is(err, fs.ErrNotExist):
		return fail("set KIGO_KEYS_DIR to the folder that all replicas share", "there is no folder %s, but surveys may have been sealed", folder.Dir)
	case errors.Is(err, keys.ErrNotPrivate):
		return fail("chmod 700 "+folder.Dir, "%v", err)
	case err != nil:
		return fail("let kigo read and write the folder, or choose another one with KIGO_KEYS_DIR", "%v", err)
	}
	if theirs == "" || !folder.Named() {
		return []finding{{Level: setup.OK, Name: name, Text: folder.Dir + ", used for none yet"}}
	}
	mine, err := folder.Name()
	switch {
	case err != nil:
		return fail("let kigo read and write the folder, or choose another one with KIGO_KEYS_DIR", "%v", err)
	case mine != theirs:
		return fail("set KIGO_KEYS_DIR to the same shared folder on every replica; if that is lost, surveys that are open end without a result, and the next start takes the new one",
			"%s is not the folder that this database's replicas share", folder.Dir)
	}
	return []finding{{Level: setup.OK, Name: name, Text: folder.Dir + ", which the replicas share; keep it out of back-ups"}}
}
