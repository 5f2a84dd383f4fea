// A server that speaks S3 for tests: the library's own gateway before a folder, on this machine alone.
package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
)

type told struct {
	Address string
	Key     string
	Secret  string
	Files   string // a folder of this holds each bucket
	Beside  string // what is known of files, since not every disk takes it with them
}

func main() {
	var with told
	if err := json.Unmarshal([]byte(os.Args[1]), &with); err != nil {
		panic(err)
	}
	known, err := meta.NewSideCar(with.Beside)
	if err != nil {
		panic(err)
	}
	files, err := posix.New(with.Files, known, posix.PosixOpts{SideCarDir: with.Beside})
	if err != nil {
		panic(err)
	}
	panic(embedgw.RunVersityGW(context.Background(), files, &embedgw.Config{
		RootUserAccess:    with.Key,
		RootUserSecret:    with.Secret,
		Ports:             []string{with.Address},
		MaxConnections:    100,
		MaxRequests:       100,
		MultipartMaxParts: 10000,
		KeepAlive:         true,
		HealthPath:        "/health",
	}))
}
