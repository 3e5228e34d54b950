package import Record

extension FaultFamily {
    /// What the faults of the family have in common, in one or two sentences.
    package var meaning: String {
        switch self {
        case .content: "Bytes arrived, but they are not the bytes that the image references."
        case .absence: "The backend reports that it does not have it."
        case .access:
            "The backend could not be reached, or did not answer completely: nothing is known about the bytes."
        }
    }
}

extension FindingCode {
    /// The usual causes in short sentences, the likeliest first.
    package var causes: [String] {
        switch self {
        case .contentDigest:
            [
                "A cache file of this backend is damaged: lost disk writes, a flipped bit, another slice's bytes. A caching "
                    + "proxy has no checksum of the body and does not notice.",
                "The storage served wrong bytes for a while, for example before a segment was listed, and the cache kept "
                    + "them for days.",
                "The object in the storage is damaged. In that case every backend without an older copy shows the same hash.",
                "An error page or another object is served with status 200.",
            ]
        case .contentSize:
            [
                "A truncated reply was cached with its short length.",
                "The registry remembers an old size of the blob until it is restarted or its descriptor cache is cleared.",
                "An upload was stored truncated, empty or doubled.",
                "A proxy answers with an error page and status 200.",
            ]
        case .contentTrailing:
            [
                "The object was stored twice, one copy after the other.",
                "A proxy joined ranges wrongly, or appended a whole reply to a slice.",
            ]
        case .contentEncoded:
            [
                "A proxy in between labels stored gzip files with Content-Encoding, or compresses replies wrongly.",
                "The object was stored with its own Content-Encoding.",
            ]
        case .contentFlapping:
            [
                "Several machines share this address, and one of them is bad.",
                "The storage or the network delivered wrong bytes for a moment.",
                "A cache was refilled or repaired between the two reads.",
            ]
        case .contentCut:
            [
                "A proxy verifies the bytes while it streams them and ends the body when they are wrong.",
                "The stored object is shorter than the size that the registry remembers.",
                "A proxy limits the size of a body or of its temporary file.",
            ]
        case .contentRange:
            [
                "A slicing cache holds a wrong slice that requests for the whole do not use.",
                "A proxy rewrites replies to range requests.",
                "Several machines share this address, and one of them is bad.",
            ]
        case .contentEmbedded:
            [
                "The build tool changed the content or its descriptor, but not the embedded copy.",
                "The copy is truncated or encoded twice.",
            ]
        case .contentManifest:
            [
                "The client that pushed it wrote a broken manifest: no registry checks all of it.",
                "A different document was pushed under this name.",
            ]
        case .contentManifestLimit:
            [
                "A tool adds every build to one index and never removes any.",
                "A build tool writes large annotations or embeds content in the manifest.",
            ]
        case .contentForeign:
            [
                "The file at the URL was replaced or truncated, or the URL now leads to an error page.",
                "The descriptor lists a URL of another layer.",
            ]
        case .contentMediaType:
            [
                "The server, or a proxy in front of it, sets its own Content-Type, for example application/octet-stream for "
                    + "files on disk.",
                "The client that pushed it wrote one type into the manifest and declared another.",
            ]
        case .contentPin:
            [
                "Someone pushed the tag again after the pins were written, or after the image was built.",
                "The pins belong to an older release, or the image on disk is not the one that was pushed.",
                "A cache or a replica still has the tag's older manifest.",
                "Another tool rebuilt or converted the image: the layers are the same, but the manifest is not.",
            ]
        case .contentTagDivergence:
            [
                "Replication between the backends lags: the tag was pushed a short while ago.",
                "A cache still has the tag's older manifest.",
                "Someone pushed the tag to only one of the backends.",
            ]
        case .absenceManifest:
            [
                "The name contains a typo, or the push has not finished.",
                "Replication lags or lost it.",
                "The tag or the manifest was deleted, or removed by garbage collection while an index still references it.",
                "Some registries answer \"not found\" to clients that may not read the repository.",
            ]
        case .absenceBlob:
            [
                "Garbage collection removed a layer that a manifest still references.",
                "The object, or the repository's link to it, is missing from the storage.",
                "Replication copied the manifest, but has not copied the layer yet, or never will.",
                "A cache stored a \"not found\" reply.",
            ]
        case .absencePlatform:
            [
                "The image was not built for this platform.",
                "The index spells the platform differently, for example with a variant.",
            ]
        case .absenceReferrer:
            [
                "Replication copied the image, but has not copied its referrers yet, or never will.",
                "It was attached on only one backend.",
                "A cache holds an older list: a referrers list is not addressed by digest, and it changes.",
                "With the tag schema, two writers replaced the list at the same time, and one entry was lost.",
            ]
        case .accessResolve:
            [
                "The registry's name contains a typo, or resolves only inside another network.",
                "The name server cannot be reached from here.",
                "A node configuration file blocks the registry, or leaves no host that may resolve tags.",
            ]
        case .accessConnect:
            [
                "The server is down or is being restarted.",
                "The configured address or port is wrong.",
                "A firewall rejects connections from here.",
            ]
        case .accessConnectTimeout:
            [
                "The machine is down or has another address now.",
                "A firewall drops packets from here.",
                "The machine is overloaded and its connection backlog is full.",
            ]
        case .accessTLS:
            [
                "The certificate has expired, or is for another name.",
                "Its CA is not known here: the registry's ca is not configured.",
                "The backend speaks plain HTTP on this port.",
                "The backend asks for a client certificate.",
            ]
        case .accessEmptyReply:
            [
                "The server process exited while answering.",
                "A cache file cannot be read: permissions, or a file system that became read-only.",
                "A load balancer closed the connection because it has no server behind it.",
                "The server speaks TLS on this port, but the configuration says http.",
            ]
        case .accessTruncated:
            [
                "The cache's file system is full or read-only: the proxy stops sending when it cannot write.",
                "The registry behind the proxy died or restarted during the transfer.",
                "The object in the storage is shorter than the registry believes.",
            ]
        case .accessReset:
            [
                "The server process was killed, or a load balancer removed the server.",
                "A firewall or a proxy closed a connection that it considered idle.",
            ]
        case .accessStalled:
            [
                "A cache file is shorter than its header says: the body ends early but the connection stays open.",
                "The storage behind the registry hangs.",
                "The server is overloaded, or the network drops packets.",
            ]
        case .accessSlow:
            [
                "The network or the server is overloaded.",
                "The server or the network limits the bandwidth of this client.",
                "The storage behind the registry is very slow.",
            ]
        case .accessProtocol:
            [
                "Something other than an HTTP server listens on this port.",
                "A proxy sends a malformed response header.",
            ]
        case .accessServerError:
            [
                "502, 503 or 504: the registry behind the proxy is down, restarting or too slow.",
                "500: the registry cannot read its storage, or a cache file is damaged.",
            ]
        case .accessRateLimited:
            [
                "Too many requests from this address or account: from this run, or from others behind the same address.",
                "A public registry limits anonymous pulls.",
            ]
        case .accessStatus:
            [
                "An HTTP server that is not a registry answers under this name.",
                "416 to a plain request: the object in the storage is empty.",
                "A proxy or a security rule blocks the path.",
            ]
        case .accessCredentials:
            [
                "No credentials are configured for this registry, or for this mirror: each needs its own.",
                "The password has changed, or the account may not read this repository.",
                "The repository does not exist: many registries reveal that only to authorized clients.",
            ]
        case .accessTokenServer:
            [
                "The token server is down or cannot be reached from here.",
                "Its certificate is not trusted here.",
                "Its reply is not a token: a proxy or a login page is in front of it.",
            ]
        case .accessRedirect:
            [
                "The registry redirects clients in a loop, or to a URL that it builds wrongly.",
                "A login page or a captive portal redirects every request.",
            ]
        case .accessStorageRefused:
            [
                "The signed URL had expired when the storage checked it: its lifetime is short, or the clocks differ.",
                "The registry's signing key was changed or lost its permissions.",
                "A proxy in between changes the URL, or the storage does not serve this network.",
            ]
        case .accessHeadLimit:
            [
                "A proxy in between adds the same headers again and again.",
                "Something other than a registry answers under this name.",
            ]
        case .accessManifestLimit:
            [
                "An index lists far too many manifests: Blobgate reads at most 8 MiB.",
                "Something other than a manifest was pushed under this name.",
            ]
        case .accessIndexWidth:
            [
                "A tool adds every build to one index and never removes any.",
                "Someone pushed an index to keep clients busy.",
            ]
        case .accessIndexDepth:
            [
                "A tool wraps the previous build's index into a new one each time.",
                "Someone pushed indexes to keep clients busy.",
            ]
        case .accessAlgorithm: ["The digest uses an algorithm other than sha256 or sha512."]
        case .accessSchema1:
            [
                "The image was pushed by a client from before 2016 and never pushed again.",
                "The registry converts manifests for clients that it considers old: a proxy may drop the Accept header.",
            ]
        case .accessReferrers:
            [
                "The registry, or a proxy in front of it, answers this path with something else.",
                "The tag of the list was pushed as something other than an index.",
                "A tool attaches to the image again and again, and nothing is ever removed.",
            ]
        case .accessForeign:
            [
                "The base image has layers that may not be distributed, such as Windows layers.",
                "The image was copied without its foreign layers.",
            ]
        case .accessWithheld: ["The first backend read served wrong bytes: see its finding for the cause."]
        case .accessDeadline:
            [
                "The release is large, and none of it was proven before.",
                "A backend is slow, or needed many retries.",
                "Another run held the leases for the same paths for a long time.",
            ]
        case .accessGivenUp:
            [
                "The backend is down, hangs, or cannot prove that it is the registry: see its other finding.",
                "A firewall or a connection limit lets only a few requests through.",
            ]
        case .contentHeader:
            [
                "A different object is stored or cached under this digest.",
                "A proxy or an older registry sets the header incorrectly; the bytes may be right.",
                "A cache stored the replies to HEAD and GET at different times.",
            ]
        case .contentUnpack:
            [
                "The build tool wrote a broken stream, or was stopped while writing.",
                "The layer's media type declares a different compression from the one its bytes use.",
            ]
        case .contentTar:
            [
                "The layer was truncated before it was compressed and pushed.",
                "Something other than a file system layer was pushed as one.",
            ]
        case .contentDiffID:
            [
                "The layer was recompressed or replaced, but the configuration was not updated.",
                "Layers of two builds were mixed up.",
            ]
        case .contentConfig:
            [
                "The build tool wrote the configuration incorrectly, or left layers out of it."
            ]
        case .accessInterrupted: ["SIGINT or SIGTERM: someone pressed Ctrl-C, or a job was cancelled."]
        case .accessLocalLimit:
            [
                "The limit of open files is too low for this many backends and jobs.",
                "A container or a service limits the number of threads.",
                "Other processes of this machine use up its files, threads or memory.",
            ]
        case .accessOther:
            ["libcurl reported an error that has no finding code of its own: the finding quotes its text."]
        }
    }

    /// The symptoms: how nodes and other tools report the same fault, in one or two sentences.
    package var shows: String {
        switch self {
        case .contentCut:
            "Nodes: \"unexpected EOF\" on every attempt, at the same progress."
        case .contentRange:
            "containerd, after an interrupted download or with parallel ranges: \"unexpected commit digest\"; an "
                + "uninterrupted download in one request works."
        case .contentDigest, .contentFlapping:
            "containerd: \"unexpected commit digest\"; docker: \"filesystem layer verification failed\"; skopeo: \"Digest "
                + "did not match\". Length, ETag, Docker-Content-Digest and HEAD are the same as for good bytes."
        case .contentSize, .contentTrailing:
            "containerd: \"failed size validation\" or \"short read\"; others: \"unexpected EOF\" or a digest mismatch."
        case .contentEncoded:
            "containerd decodes it: \"unexpected commit digest\", or \"gzip: invalid header\"; others hash it unchanged."
        case .contentEmbedded, .contentManifest, .contentMediaType:
            "Clients disagree: one pulls the image, another reports \"unsupported media type\" or \"manifest invalid\"."
        case .contentManifestLimit:
            "containerd: \"rejecting ... byte manifest\"; CRI-O and podman: \"exceeded maximum allowed size\"; dockerd pulls it."
        case .contentForeign:
            "containerd: \"unexpected commit digest\" or \"failed size validation\"; CRI-O: \"Digest did not match\"; dockerd "
                + "ignores the URLs."
        case .contentTagDivergence: "Nodes run different images under one name, and no pull fails."
        case .contentPin: "Nodes run a different image from the one that was tested, and no pull fails."
        case .absenceManifest: "Nodes: \"manifest unknown\" or \"not found\", and ImagePullBackOff."
        case .absenceBlob:
            "Nodes: \"blob unknown\" or \"not found\" in the middle of a pull, after the manifest was read."
        case .absencePlatform: "Nodes: \"no match for platform in manifest\"."
        case .absenceReferrer:
            "Policy controllers and cosign: \"no signatures found\" or \"no matching attestations\"; nodes that do not check "
                + "signatures notice nothing."
        case .accessReferrers:
            "Policy controllers cannot check the image; nodes that do not use referrers notice nothing."
        case .accessResolve: "Nodes: \"no such host\"."
        case .accessConnect: "Nodes: \"connection refused\"."
        case .accessConnectTimeout, .accessStalled, .accessSlow:
            "Nodes: \"i/o timeout\", or a pull that hangs indefinitely: few clients have their own timeout."
        case .accessTLS: "Nodes: \"x509: certificate ...\" or \"tls: ...\"."
        case .accessEmptyReply, .accessTruncated, .accessReset:
            "Nodes: \"unexpected EOF\" or \"connection reset by peer\"; some retry, some do not."
        case .accessProtocol: "Nodes: \"malformed HTTP response\"."
        case .accessServerError, .accessStatus: "Nodes: \"unexpected status\" with the status code."
        case .accessRateLimited: "Nodes: \"toomanyrequests\" or status 429."
        case .accessCredentials, .accessTokenServer:
            "Nodes: \"unauthorized\", \"denied\" or \"failed to fetch oauth token\"."
        case .accessRedirect:
            "Nodes: \"stopped after 10 redirects\" or \"invalid URL escape\"; they follow redirects to private addresses, which Blobgate "
                + "does not."
        case .accessStorageRefused: "Nodes: \"403 Forbidden\" with the storage URL."
        case .accessHeadLimit: "Nodes: \"server response headers exceeded ... bytes; aborted\"."
        case .accessManifestLimit: "Nodes: \"manifest too large\", depending on their limit."
        case .accessIndexWidth, .accessIndexDepth:
            "Nodes read only the branch for their own platform, and may start the image anyway."
        case .accessAlgorithm: "Nodes: \"unsupported digest algorithm\"."
        case .accessSchema1: "containerd: \"media type ... is no longer supported since containerd v2.1\"."
        case .accessForeign: "Nodes that cannot reach the URLs: \"not found\", or a timeout from another host."
        case .contentHeader:
            "containerd requests the digest in the header: \"not found\" or another image. Few clients compare it for blobs; "
                + "regctl and oras do for manifests."
        case .contentUnpack: "containerd: \"failed to extract layer\"; docker: \"failed to register layer\"."
        case .contentTar: "containerd: \"failed to extract layer\", \"archive/tar: invalid tar header\"."
        case .contentDiffID: "containerd: \"wrong diff id calculated on extraction\"."
        case .contentConfig: "containerd: \"mismatched image rootfs and manifest layers\"."
        case .accessGivenUp: "The same as for the fault that made the run give up on the backend."
        case .accessWithheld, .accessDeadline, .accessInterrupted, .accessLocalLimit:
            "None on nodes: it concerns only this run."
        case .accessOther: "It depends on the error."
        }
    }

    /// The exit code if nothing more severe was found, and the reason, in one or two sentences.
    package var exits: String {
        switch self {
        case .accessCredentials: "\(ExitCode.credentials.rawValue) (\(ExitCode.credentials.meaning))."
        case .accessInterrupted:
            "\(ExitCode.interrupted.rawValue) or \(ExitCode.terminated.rawValue), depending on the signal."
        case .accessTLS, .accessResolve:
            "\(ExitCode.unavailable.rawValue) if a retry cannot help, otherwise \(ExitCode.undecided.rawValue)."
        case .accessAlgorithm, .accessSchema1, .accessManifestLimit, .accessIndexWidth, .accessIndexDepth,
            .accessForeign:
            "\(ExitCode.unavailable.rawValue) (\(ExitCode.unavailable.meaning))."
        case _ where family == .access: "\(ExitCode.undecided.rawValue) (\(ExitCode.undecided.meaning))."
        case .absenceManifest, .absenceBlob, .absenceReferrer, .contentTagDivergence, .contentPin:
            "\(ExitCode.refused.rawValue) (refused). On a standby it is only reported and does not refuse."
        default: "\(ExitCode.refused.rawValue) (refused)."
        }
    }
}
