// Opens a cosigned checkpoint with Go's note package: its own verifier for the log, and one for Ed25519
// cosignatures (C2SP tlog-cosignature) that is written here from the specification.
//
//	go run . <verifier key of the log> <verifier key of the witness> < note
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
	time *uint64
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }

func (c cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	*c.time = binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", *c.time, text)
	return ed25519.Verify(c.key, []byte(message), signature[8:])
}

func newCosigner(spelled string) cosigner {
	parts := strings.SplitN(spelled, "+", 3)
	typed, err := base64.StdEncoding.DecodeString(parts[2])
	must(err)
	if len(typed) != 1+ed25519.PublicKeySize || typed[0] != 4 {
		panic("not the key of a witness")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), typed...))
	if fmt.Sprintf("%x", sum[:4]) != parts[1] {
		panic("another key id")
	}
	return cosigner{parts[0], binary.BigEndian.Uint32(sum[:4]), typed[1:], new(uint64)}
}

func main() {
	log, err := note.NewVerifier(os.Args[1])
	must(err)
	witness := newCosigner(os.Args[2])
	given, err := io.ReadAll(os.Stdin)
	must(err)
	opened, err := note.Open(given, note.VerifierList(log, witness))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	root, err := tlog.ParseHash(lines[2])
	must(err)
	fmt.Printf("%s %s %s\n", lines[0], lines[1], root)
	for _, signature := range opened.Sigs {
		fmt.Printf("signed %s\n", signature.Name)
	}
	fmt.Printf("unknown %d\ntime %d\n", len(opened.UnverifiedSigs), *witness.time)
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
