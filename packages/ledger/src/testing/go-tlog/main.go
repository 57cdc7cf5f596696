// Reads a log's directory with golang.org/x/mod/sumdb, which is nobody's here: opens the checkpoint with the log's
// key, proves every record below it, and that its tree extends the older ones given as `<size>:<root in base64>`.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// The height of the tiles of C2SP tlog-tiles.
const height = 8

type directory string

func (d directory) Height() int { return height }

func (d directory) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (d directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		// tlog writes the height where C2SP has nothing.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(d), path))
		if os.IsNotExist(err) {
			// A partial tile may be gone once the full one is there.
			full, _, _ := strings.Cut(path, ".p/")
			data, err = os.ReadFile(filepath.Join(string(d), full))
			if err == nil {
				data = data[:tile.W*tlog.HashSize]
			}
		}
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// The entries of a bundle.
func (d directory) entries(index int64, width int) [][]byte {
	name := tlog.Tile{H: height, L: 0, N: index, W: width}.Path()
	data, err := os.ReadFile(filepath.Join(string(d), strings.Replace(name, "tile/8/0/", "tile/entries/", 1)))
	check(err)
	var entries [][]byte
	for len(data) >= 2 {
		length := int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:2+length])
		data = data[2+length:]
	}
	if len(data) != 0 || len(entries) != width {
		check(fmt.Errorf("bundle %d has %d entries and %d bytes behind them", index, len(entries), len(data)))
	}
	return entries
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func root(text string) tlog.Hash {
	var hash tlog.Hash
	bytes, err := base64.StdEncoding.DecodeString(text)
	check(err)
	if copy(hash[:], bytes) != len(hash) || len(bytes) != len(hash) {
		check(fmt.Errorf("%q is no hash", text))
	}
	return hash
}

func main() {
	log := directory(os.Args[1])
	verifier, err := note.NewVerifier(os.Args[2])
	check(err)
	signed, err := os.ReadFile(filepath.Join(string(log), "checkpoint"))
	check(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		check(fmt.Errorf("the checkpoint is of %q", lines[0]))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	tree := tlog.Tree{N: size, Hash: root(lines[2])}
	hashes := tlog.TileHashReader(tree, log)

	whole, err := tlog.TreeHash(size, hashes)
	check(err)
	if whole != tree.Hash {
		check(fmt.Errorf("the tiles make another root"))
	}
	for first := int64(0); first < size; first += 1 << height {
		width := size - first
		if width > 1<<height {
			width = 1 << height
		}
		for i, entry := range log.entries(first>>height, int(width)) {
			index := first + int64(i)
			proof, err := tlog.ProveRecord(size, index, hashes)
			check(err)
			check(tlog.CheckRecord(proof, size, tree.Hash, index, tlog.RecordHash(entry)))
		}
	}
	for _, older := range os.Args[3:] {
		text, hash, _ := strings.Cut(older, ":")
		oldSize, err := strconv.ParseInt(text, 10, 64)
		check(err)
		proof, err := tlog.ProveTree(size, oldSize, hashes)
		check(err)
		check(tlog.CheckTree(proof, size, tree.Hash, oldSize, root(hash)))
	}
	fmt.Printf("%d records, %d older trees\n", size, len(os.Args[3:]))
}
