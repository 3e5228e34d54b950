import Foundation
import Support

/// A program that pulls images and checks their digests, and so can be compared with the gate.
struct Peer {
    let name: String
    /// What it calls its version.
    let version: String
    /// A shell script that pulls every line of the file `$1` into the folder `$2`. Layers of several images are kept once
    /// where the program can do that.
    let script: String

    /// Those that are in `PATH`.
    static func installed() async -> [Peer] {
        var found: [Peer] = []
        for (name, version, script) in table {
            guard let program = try? Program(name), let text = try? await program.run(version) else { continue }
            let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
            found.append(Peer(name: name, version: lines.first ?? "", script: script))
        }
        return found
    }

    /// The arguments that pull the references in a file.
    func arguments(list: URL, output: URL) -> [String] { ["sh", "-ec", script, "sh", list.path, output.path] }

    private static let table: [(name: String, version: [String], script: String)] = [
        (
            "skopeo", ["--version"],
            """
            n=0
            while read -r r; do
                n=$((n+1)); skopeo --insecure-policy copy -q --src-tls-verify=false "docker://$r" "oci:$2:i$n"
            done <"$1"
            """
        ),
        ("crane", ["version"], "xargs -a \"$1\" sh -c 'exec crane pull --insecure --format=oci \"$@\" \"$0\"' \"$2\""),
        (
            "oras", ["version"],
            """
            n=0
            while read -r r; do n=$((n+1)); oras copy --from-plain-http --to-oci-layout "$r" "$2:i$n"; done <"$1"
            """
        ),
        (
            "regctl", ["version", "--format", "{{.VCSTag}}"],
            """
            n=0
            h=$(head -n 1 "$1"); h=${h%%/*}
            while read -r r; do
                n=$((n+1)); regctl --host "reg=$h,tls=disabled" image copy "$r" "ocidir://$2:i$n"
            done <"$1"
            """
        ),
    ]
}

extension Bench {
    /// A way to pull images with a peer from the first registry, each time into an empty folder.
    func pull(_ peer: Peer, _ references: [String]) throws -> Way {
        let list = try folder("peers").appending(path: "\(peer.name)-\(UUID().uuidString).txt")
        let names = references.map { "127.0.0.1:\(servers.registries[0])/\($0)\n" }
        try Data(names.joined().utf8).write(to: list)
        let output = settings.output
        let empty = {
            try? FileManager.default.removeItem(at: output)
            try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
        }
        return Way(
            name: peer.name, arguments: { peer.arguments(list: list, output: output.appending(path: "layout")) },
            prepare: empty, finish: { try? FileManager.default.removeItem(at: output) })
    }

    /// The machine's limit: this program's bare loop over the same blobs.
    func floor(_ blobs: [(port: UInt16, repository: String, blob: StoredImage.Blob)], threads: Int = 2) throws -> Way {
        let list = try folder("floor").appending(path: "\(UUID().uuidString).txt")
        let lines = blobs.map { "127.0.0.1:\($0.port)/v2/\($0.repository)/blobs/\($0.blob.digest)\n" }
        try Data(lines.joined().utf8).write(to: list)
        let arguments = [settings.own, "floor", "--threads", "\(threads)", list.path]
        return Way(name: "receive and SHA-256, \(threads) threads", arguments: { arguments })
    }

    /// `curl | openssl dgst` over URLs, several at a time.
    func curl(
        _ urls: [String], parallel: Int, name: String? = nil, options: String = "--noproxy '*'"
    ) throws -> Way {
        let list = try folder("curl").appending(path: "\(UUID().uuidString).txt")
        try Data(urls.map { $0 + "\n" }.joined().utf8).write(to: list)
        let pipeline = "curl -q -sS -f \(options) \"$1\" | openssl dgst -sha256"
        let arguments = [
            "xargs", "-a", list.path, "-P", "\(parallel)", "-n", "1", "bash", "-o", "pipefail", "-c", pipeline, "bash",
        ]
        return Way(
            name: name ?? "curl | openssl dgst, \(parallel == 1 ? "one" : "\(parallel)") at a time",
            arguments: { arguments })
    }
}
