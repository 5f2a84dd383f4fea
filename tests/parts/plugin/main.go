// What images of tests run: `serve`, `stubborn`, `writes`, and as /bin/date and /bin/echo; and a volume and a log plugin
// by the protocols that Docker describes for both: `volume`, `forgetful`, `log`.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

const socket = "/run/docker/plugins/test.sock"
const volumes = "/data"

var (
	mutex sync.Mutex
	logs  = map[string][]byte{} // by container
)

type asked struct {
	Name string
	File string
	Info struct{ ContainerID string }
}

func answer(w http.ResponseWriter, told any) {
	w.Header().Set("Content-Type", "application/vnd.docker.plugins.v1.1+json")
	json.NewEncoder(w).Encode(told)
}

func read(r *http.Request) asked {
	var told asked
	json.NewDecoder(r.Body).Decode(&told)
	return told
}

func fail(w http.ResponseWriter, err error) {
	if err == nil {
		answer(w, map[string]string{"Err": ""})
		return
	}
	answer(w, map[string]string{"Err": err.Error()})
}

func volume(mux *http.ServeMux, broken bool) {
	place := func(name string) string { return filepath.Join(volumes, filepath.Base(name)) }
	mux.HandleFunc("/VolumeDriver.Create", func(w http.ResponseWriter, r *http.Request) { fail(w, os.MkdirAll(place(read(r).Name), 0o755)) })
	mux.HandleFunc("/VolumeDriver.Remove", func(w http.ResponseWriter, r *http.Request) { fail(w, os.RemoveAll(place(read(r).Name))) })
	mounted := func(w http.ResponseWriter, r *http.Request) {
		name := read(r).Name
		if broken { // what was written is lost at the next mount
			os.RemoveAll(place(name))
			os.MkdirAll(place(name), 0o755)
		}
		answer(w, map[string]string{"Mountpoint": place(name), "Err": ""})
	}
	mux.HandleFunc("/VolumeDriver.Mount", mounted)
	mux.HandleFunc("/VolumeDriver.Path", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]string{"Mountpoint": place(read(r).Name), "Err": ""})
	})
	mux.HandleFunc("/VolumeDriver.Unmount", func(w http.ResponseWriter, r *http.Request) { fail(w, nil) })
	mux.HandleFunc("/VolumeDriver.Get", func(w http.ResponseWriter, r *http.Request) {
		name := read(r).Name
		if _, err := os.Stat(place(name)); err != nil {
			fail(w, err)
			return
		}
		answer(w, map[string]any{"Volume": map[string]string{"Name": name, "Mountpoint": place(name)}, "Err": ""})
	})
	mux.HandleFunc("/VolumeDriver.List", func(w http.ResponseWriter, r *http.Request) {
		found := []map[string]string{}
		entries, _ := os.ReadDir(volumes)
		for _, entry := range entries {
			found = append(found, map[string]string{"Name": entry.Name(), "Mountpoint": place(entry.Name())})
		}
		answer(w, map[string]any{"Volumes": found, "Err": ""})
	})
	mux.HandleFunc("/VolumeDriver.Capabilities", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"Capabilities": map[string]string{"Scope": "local"}})
	})
}

func logging(mux *http.ServeMux) {
	mux.HandleFunc("/LogDriver.StartLogging", func(w http.ResponseWriter, r *http.Request) {
		told := read(r)
		fifo, err := os.OpenFile(told.File, os.O_RDONLY, 0o700)
		if err != nil {
			fail(w, err)
			return
		}
		go func() {
			defer fifo.Close()
			piece := make([]byte, 4096)
			for {
				count, err := fifo.Read(piece)
				mutex.Lock()
				logs[told.Info.ContainerID] = append(logs[told.Info.ContainerID], piece[:count]...)
				mutex.Unlock()
				if err != nil {
					return
				}
			}
		}()
		fail(w, nil)
	})
	mux.HandleFunc("/LogDriver.StopLogging", func(w http.ResponseWriter, r *http.Request) { fail(w, nil) })
	mux.HandleFunc("/LogDriver.Capabilities", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"Cap": map[string]bool{"ReadLogs": true}, "Err": ""})
	})
	mux.HandleFunc("/LogDriver.ReadLogs", func(w http.ResponseWriter, r *http.Request) {
		told := read(r)
		mutex.Lock()
		defer mutex.Unlock()
		w.Header().Set("Content-Type", "application/x-json-stream")
		w.Write(logs[told.Info.ContainerID])
	})
}

func container(kind string) bool {
	switch {
	case filepath.Base(os.Args[0]) == "date":
		zone := os.Getenv("TZ")
		if zone == "" {
			zone = "UTC"
		}
		fmt.Println(zone)
		return true
	case filepath.Base(os.Args[0]) == "echo" || kind == "echo":
		fmt.Println(strings.Join(os.Args[1:], " "))
		return true
	case kind == "crash":
		fmt.Println("the database has no password")
		os.Exit(3)
	case kind == "writes":
		if err := os.WriteFile("/state", nil, 0o644); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	case kind == "stubborn":
		signal.Ignore(syscall.SIGTERM)
	case kind == "silent", kind == "serve":
	default:
		return false
	}
	if kind != "silent" {
		fmt.Println("ready")
	}
	time.Sleep(time.Hour)
	return true
}

func main() {
	kind := ""
	if len(os.Args) > 1 {
		kind = os.Args[1]
	}
	if container(kind) {
		return
	}
	mux := http.NewServeMux()
	kinds := map[string]string{"volume": "VolumeDriver", "forgetful": "VolumeDriver", "log": "LogDriver"}
	mux.HandleFunc("/Plugin.Activate", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string][]string{"Implements": {kinds[kind]}})
	})
	switch kind {
	case "log":
		logging(mux)
	default:
		volume(mux, kind == "forgetful")
	}
	os.MkdirAll(filepath.Dir(socket), 0o755)
	os.MkdirAll(volumes, 0o755)
	listening, err := net.Listen("unix", socket)
	if err != nil {
		io.WriteString(os.Stderr, err.Error()+"\n")
		os.Exit(1)
	}
	http.Serve(listening, mux)
}
