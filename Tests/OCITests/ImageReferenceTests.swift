import OCI
import Testing

@Suite struct ImageReferenceTests {
    @Test("reference normalization: what is a registry, and what Docker Hub adds", arguments: acceptedReferences)
    func accepts(text: String, canonical: String) throws {
        let reference = try ImageReference(parsing: text)
        #expect(reference.description == canonical)
        #expect(reference.original == text)
        #expect(try ImageReference(parsing: canonical) == reference)
    }

    @Test("reference normalization: what is a registry, and what Docker Hub adds", arguments: refusedReferences)
    func refuses(text: String, message: String) throws {
        let error = try #require(throws: ReferenceError.self) { try ImageReference(parsing: text) }
        #expect(error.description == message)
        #expect(error.input == text)
        #expect(error.description.utf8.allSatisfy { (0x20..<0x7f).contains($0) })
    }

    @Test("reference grammar: of name:tag@digest the digest wins") func aDigestWinsAndTheTagIsKept() throws {
        let both = try ImageReference(parsing: "nginx:1.2@\(sha)")
        #expect(both.tag == Tag("1.2"))
        #expect(both.selector == .digest(try Digest(parsing: sha)))
        #expect(both.selector.description == sha)

        let digest = try ImageReference(parsing: "nginx@\(sha)")
        #expect(digest.tag == nil)

        let neither = try ImageReference(parsing: "nginx")
        #expect(neither.tag == .latest)
        #expect(neither.selector == .tag(.latest))
    }

    @Test func partsAreParsed() throws {
        let reference = try ImageReference(parsing: "[2001:db8::1]:5000/a/b:t")
        #expect(reference.registry.host == "2001:db8::1")
        #expect(reference.registry.port == 5000)
        #expect(reference.repository.description == "a/b")
        #expect(try ImageReference(parsing: "nginx").registry.apiAuthority == "registry-1.docker.io")
        #expect(try ImageReference(parsing: "a.b:5000/c").registry.apiAuthority == "a.b:5000")
    }

    @Test func theSpellingDoesNotAffectEquality() throws {
        let short = try ImageReference(parsing: "nginx")
        let long = try ImageReference(parsing: "docker.io/library/nginx:latest")
        #expect(short == long)
        #expect(Set([short, long]).count == 1)
        #expect(short.original != long.original)
        #expect(try ImageReference(parsing: "nginx@\(sha)") != ImageReference(parsing: "nginx:latest@\(sha)"))
    }

    @Test func aSubstringIsParsedLikeAString() throws {
        #expect(try ImageReference(parsing: "x nginx:1".dropFirst(2)).original == "nginx:1")
    }

    @Test func canonicalTextsParseToThemselves() throws {
        var random = SplitMix64(state: 0x626c_6f62)
        for _ in 0..<2000 {
            let text = randomReference(&random)
            let reference = try ImageReference(parsing: text)
            let canonical = try ImageReference(parsing: reference.description)
            #expect(canonical == reference, "\(text)")
            #expect(canonical.description == reference.description, "\(text)")
            #expect(canonical.hashValue == reference.hashValue, "\(text)")
        }
    }

    @Test(
        "reference Names: --default-registry is the registry of names without one, and of no other",
        arguments: shortNamesOfAnotherRegistry)
    func shortNamesUseTheDefaultRegistry(text: String, canonical: String) throws {
        let registry = try #require(RegistryName("registry.test:5000"))
        #expect(try ImageReference(parsing: text, shortNames: .registry(registry)).description == canonical)
        let hub = try ImageReference(parsing: text, shortNames: .registry(.dockerHub))
        #expect(hub == (try ImageReference(parsing: text)))
    }

    @Test("reference Names: strict names refuse what names no registry", arguments: shortNamesOfAnotherRegistry)
    func strictNamesRefuseShortOnes(text: String, canonical: String) throws {
        guard canonical.hasPrefix("registry.test:5000/") else {
            #expect(try ImageReference(parsing: text, shortNames: .refused).description == canonical)
            return
        }
        let error = #expect(throws: ReferenceError.self) { try ImageReference(parsing: text, shortNames: .refused) }
        #expect(error?.reason == .shortName)
        #expect(error?.description.contains("there is no registry") == true)
    }

    @Test("dist Pulling manifests: host and name over 255 characters are known as too long for many clients")
    func longNamesAreDetected() throws {
        #expect(try !ImageReference(parsing: name(ofLength: 255, after: "a.b/")).isTooLongForManyClients)
        #expect(try ImageReference(parsing: name(ofLength: 256, after: "a.b/")).isTooLongForManyClients)
    }

    @Test func noBytesCrashTheParser() {
        var random = SplitMix64(state: 7)
        let alphabet = Array("aB0.:/@-_[] \u{e9}\u{301}\r\nsha256:")
        for _ in 0..<5000 {
            let text = String(
                (0..<Int.random(in: 0..<20, using: &random)).compactMap { _ in
                    alphabet.randomElement(using: &random)
                })
            do {
                let reference = try ImageReference(parsing: text)
                #expect((try? ImageReference(parsing: reference.description)) == reference, "\(text)")
            } catch {
                #expect((1...text.count + 1).contains(error.column), "\(text)")
            }
        }
    }
}

/// A small seeded generator, so that failures are reproducible.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

private func randomReference(_ random: inout SplitMix64) -> String {
    func word(_ alphabet: String, _ length: ClosedRange<Int>) -> String {
        String((0..<Int.random(in: length, using: &random)).compactMap { _ in alphabet.randomElement(using: &random) })
    }
    func component() -> String {
        let words = (0...Int.random(in: 0...2, using: &random)).map { _ in word("abcxyz0189", 1...4) }
        return words.dropFirst().reduce(words[0]) { text, next in
            text + ([".", "_", "__", "-", "---"].randomElement(using: &random) ?? "-") + next
        }
    }
    var text = ""
    switch Int.random(in: 0..<7, using: &random) {
    case 0: text += "localhost/"
    case 1: text += word("abz0", 1...5) + "." + word("abZ09", 1...5) + "/"
    case 2: text += word("abz0", 1...5) + ":\(Int.random(in: 1...65535, using: &random))/"
    case 3: text += "[" + word("0123af", 1...4) + "::" + word("0123af", 1...4) + "]:443/"
    case 4: text += "index.docker.io/"
    case 5: text += word("abz0", 1...5) + "/"
    default: break
    }
    // After an optional registry, several components are allowed. Without one, a first component with a dot would
    // become a registry.
    text += (0...(text.isEmpty ? 0 : Int.random(in: 0...3, using: &random))).map { _ in component() }.joined(
        separator: "/")
    if Bool.random(using: &random) { text += ":" + word("abzAZ019_", 1...1) + word("abzAZ019_.-", 0...20) }
    if Bool.random(using: &random) { text += "@sha256:" + word("0123456789abcdef", 64...64) }
    return text

}
