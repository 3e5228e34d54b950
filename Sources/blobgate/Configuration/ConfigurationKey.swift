import Gate

/// The one table of configuration keys: what the reader accepts, and what the documentation is generated from.
struct ConfigurationKey: Hashable, Sendable {
    /// Where it stands: dots between mappings, `[]` for the entries of a list.
    let path: String
    /// What its value looks like.
    let value: String
    /// What holds without it.
    let standard: String
    /// What it means.
    let meaning: String

    static let all: [ConfigurationKey] = [
        .init(path: "version", value: "1", standard: "required", meaning: "The version of this file's form."),
        .init(path: "registries", value: "list", standard: "none", meaning: "What is known of each registry."),
        .init(
            path: "registries[].name", value: "host[:port] or \"*\"", standard: "required",
            meaning: "The host in image references; \"*\" holds for every registry that is not named."),
        .init(
            path: "registries[].backends", value: "list", standard: "each DNS address",
            meaning: "Every endpoint that may answer for the registry."),
        .init(
            path: "registries[].backends[].name", value: "text", standard: "the address",
            meaning: "The backend's name in reports and in the ledger."),
        .init(
            path: "registries[].backends[].address", value: "host[:port]", standard: "required",
            meaning: "Where connections go; the port is the registry's own by default."),
        .init(
            path: "registries[].backends[].standby", value: "true, false or must-have", standard: "false",
            meaning: "The passive side of a replication: what it lacks is reported, and refuses only with must-have."),
        .init(
            path: "registries[].backends[].direct", value: "true or false", standard: "false",
            meaning: "The registry itself behind its caches: tells cache from storage. At most one."),
        .init(
            path: "registries[].backends[].scheme", value: "https or http", standard: "the registry's",
            meaning: "How requests reach this backend."),
        .init(
            path: "registries[].backends[].cache", value: "mapping", standard: "the registry's",
            meaning: "How this backend caches, where it is not as the others do."),
        .init(
            path: "registries[].backends[].cache.kind", value: "nginx", standard: "the registry's, else required",
            meaning: "As registries[].cache.kind, for this backend."),
        .init(
            path: "registries[].backends[].cache.key", value: "text", standard: "the registry's",
            meaning: "As registries[].cache.key, for this backend."),
        .init(
            path: "registries[].backends[].cache.slice", value: "size, for example 5m", standard: "the registry's",
            meaning: "As registries[].cache.slice, for this backend."),
        .init(
            path: "registries[].backends[].cache.path", value: "path", standard: "the registry's",
            meaning: "As registries[].cache.path, for this backend."),
        .init(
            path: "registries[].backends[].cache.levels", value: "text, for example \"1:2\"",
            standard: "the registry's", meaning: "As registries[].cache.levels, for this backend."),
        .init(
            path: "registries[].mirrors", value: "mapping", standard: "the file's own mirrors",
            meaning: "Files of the nodes that hold for this registry in place of mirrors; {} for none."),
        .init(
            path: "registries[].mirrors.containerd", value: "path", standard: "not read",
            meaning: "As mirrors.containerd, for this registry."),
        .init(
            path: "registries[].mirrors.containers", value: "path", standard: "not read",
            meaning: "As mirrors.containers, for this registry."),
        .init(
            path: "registries[].srv", value: "name, for example _registry._tcp.example.org", standard: "A and AAAA",
            meaning: "The SRV record whose targets answer for the registry, where nothing else names backends."),
        .init(
            path: "registries[].scheme", value: "https or http", standard: "https",
            meaning: "How requests reach the registry; never falls back."),
        .init(
            path: "registries[].ca", value: "path", standard: "the system's authorities",
            meaning: "A PEM file with the certificate authorities to trust; relative to this file."),
        .init(
            path: "registries[].client", value: "mapping", standard: "none",
            meaning:
                "The certificate that its backends are shown; never one that a redirect or a token server leads to."
        ),
        .init(
            path: "registries[].client.cert", value: "path", standard: "required",
            meaning: "A PEM file with the certificate; relative to this file."),
        .init(
            path: "registries[].client.key", value: "path", standard: "the certificate's file",
            meaning: "A PEM file with its key, not encrypted; relative to this file."),
        .init(
            path: "registries[].cache", value: "mapping", standard: "unknown",
            meaning: "How its backends cache; a change makes older proofs stale."),
        .init(path: "registries[].cache.kind", value: "nginx", standard: "required", meaning: "The software."),
        .init(
            path: "registries[].cache.key", value: "text", standard: "unknown",
            meaning: "The cache key, as in proxy_cache_key."),
        .init(
            path: "registries[].cache.slice", value: "size, for example 5m", standard: "no slices",
            meaning: "The size of a slice."),
        .init(
            path: "registries[].cache.path", value: "path", standard: "unknown",
            meaning: "The cache's directory on the backend's host."),
        .init(
            path: "registries[].cache.levels", value: "text, for example \"1:2\"", standard: "unknown",
            meaning: "The levels of its directories."),
        .init(
            path: "registries[].proof", value: "by-path or by-digest", standard: "by-path",
            meaning: "Whether bytes proven under one repository count for the others."),
        .init(
            path: "registries[].transfers", value: "number", standard: "4",
            meaning: "Transfers at a time on each backend."),
        .init(
            path: "mirrors", value: "mapping", standard: "none",
            meaning:
                "Where the nodes' own files are kept, if their mirrors are to be proven: this machine's need not be "
                + "theirs, so none is read by itself."),
        .init(
            path: "mirrors.containerd", value: "path, for example /etc/containerd/certs.d", standard: "not read",
            meaning: "The folder of containerd's HOST/hosts.toml; relative to this file."),
        .init(
            path: "mirrors.containers", value: "path, for example /etc/containers/registries.conf",
            standard: "not read",
            meaning: "The registries.conf of podman and CRI-O, and its .d folder; relative to this file."),
        .init(path: "release", value: "mapping", standard: "none", meaning: "What belongs to every release."),
        .init(
            path: "release.platforms", value: "list of os/arch[/variant]", standard: "all",
            meaning: "The platforms to prove."),
        .init(
            path: "release.also", value: "list of references", standard: "none",
            meaning: "Images that nodes need besides those that are named."),
        .init(
            path: "release.default-registry", value: "host[:port]", standard: "docker.io",
            meaning: "The registry of names without one, in release.also too."),
        .init(
            path: "release.strict-names", value: "true or false", standard: "false",
            meaning: "Refuse names without a registry."),
        .init(path: "policy", value: "mapping", standard: "none", meaning: "How hard to try, and what counts."),
        .init(path: "policy.max-age", value: "duration", standard: "6h", meaning: "Younger proofs are reused."),
        .init(
            path: "policy.spot", value: "N% or size, for example 5% or 64MiB", standard: "none",
            meaning:
                "How much of what is reused of each backend is read again, in random ranges of 1 MiB that are held against "
                + "their checkpoints, the longest unread blobs first; N% is 1 MiB at least."),
        .init(
            path: "policy.depth", value: Depth.allCases.map(\.rawValue).joined(separator: ", "), standard: "full",
            meaning: Depth.allCases.map { "\($0.rawValue): \($0.meaning)" }.joined(separator: "; ") + "."),
        .init(
            path: "policy.foreign", value: "true or false", standard: "false",
            meaning:
                "Pull foreign layers that the registry has not got from the https URLs that their descriptors name."),
        .init(
            path: "policy.referrers", value: "true or false", standard: "false",
            meaning:
                "Prove also what refers to the images: signatures, attestations, lists of parts. Lists that differ between "
                + "backends are a finding."),
        .init(
            path: "policy.retries", value: "number", standard: "3",
            meaning: "Tries after the first when a backend cannot be asked."),
        .init(path: "policy.deadline", value: "duration", standard: "8m", meaning: "How long a run may take."),
        .init(
            path: "policy.stall", value: "duration", standard: "15s",
            meaning: "A transfer that does not move for this long is given up."),
        .init(
            path: "policy.hold", value: "duration", standard: "look once",
            meaning:
                "How long a refused or undecided run waits at most, looking again at what failed; the deadline then holds "
                + "for each look."),
        .init(
            path: "policy.undecided", value: "block or warn", standard: "block",
            meaning:
                "What an undecided run means to a deploy: exit code 75, or with warn 0 and a loud last line. Never lets a "
                + "refusal pass, nor refused credentials, nor a run without images."),
        .init(
            path: "policy.rollback", value: "block, refused or warn", standard: "block",
            meaning:
                "What faults of the rollback set mean to a deploy: they decide as those of the new set do; only what is "
                + "refused does; or they are only told. The set is verified and reported in any case."),
        .init(
            path: "policy.flapping", value: "refuse or {reads: N}", standard: "refuse",
            meaning:
                "What \"bad, then good\" means: a refusal, or a pass that is reported, when N reads on new connections "
                + "were good in a row after it."),
        .init(
            path: "policy.flapping.reads",
            value: "number from \(FlappingPolicy.range.lowerBound) to \(FlappingPolicy.range.upperBound)",
            standard: "none", meaning: "How many good reads in a row."),
        .init(
            path: "ledger", value: "path", standard: "$XDG_STATE_HOME/blobgate/ledger.sqlite",
            meaning: "The record of proofs; relative to this file."),
        .init(
            path: "authfile", value: "path", standard: "docker's, podman's and skopeo's files",
            meaning:
                "The file with credentials, as --authfile; relative to this file. BLOBGATE_AUTHFILE goes before it."),
        .init(
            path: "scap", value: "mapping", standard: "none",
            meaning: "For blobgate scap: where scap keeps what it deploys."),
        .init(
            path: "scap.deployments", value: "path", standard: "none",
            meaning:
                "scap's k8s_deployments_file: tells stage, release and cluster of an image; relative to this file."),
        .init(
            path: "scap.release-dir", value: "path", standard: "the rollback set is not looked at",
            meaning:
                "scap's helmfile_mediawiki_release_dir: its values files name the rollback set; relative to this file."),
        .init(
            path: "scap.state-dir", value: "path", standard: "none",
            meaning:
                "The folder of the build's report.json for scap verify; scap build is told it by scap. Relative to this file."
        ),
        .init(
            path: "scap.clusters", value: "list of names", standard: "those that have values files",
            meaning: "scap's k8s_clusters: where releases run that name no clusters of their own."),
        .init(
            path: "scap.deadline", value: "duration", standard: "8m",
            meaning:
                "How long a run under scap may take, in place of policy.deadline: others wait ten minutes for scap's lock."
        ),
    ]

    /// The keys that may stand in the mapping at a path; the empty path is the file itself.
    static func names(in path: String) -> [String] {
        let prefix = path.isEmpty ? "" : path + "."
        return all.map(\.path).filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            .filter { !$0.contains(".") && !$0.contains("[") }
    }
}
