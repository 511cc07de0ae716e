"""A sigstore of its own, without a network: its certificate authority, its logs, and what a build signs there.

All of it is real cryptography, so that the verifier under test does its real work. The names of parameters are
those of the parts that a test may make wrong.
"""

import base64
import hashlib
import json
import struct
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PUBLISH = "https://docs.pypi.org/attestations/publish/v1"
SLSA = "https://slsa.dev/provenance/v1"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
GITHUB = "https://token.actions.githubusercontent.com"
GITLAB = "https://gitlab.com"
SIGNED_AT = datetime(2026, 2, 17, 19, 20, tzinfo=UTC)
FULCIO_ARC = "1.3.6.1.4.1.57264.1"
TRUSTED_ROOT = "application/vnd.dev.sigstore.trustedroot+json;version=0.1"


def b64(content):
    return base64.b64encode(content).decode()


def sign(key, content):
    return key.sign(content, ec.ECDSA(hashes.SHA256()))


def spki(key):
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def key_id(key):
    return hashlib.sha256(spki(key)).digest()


def new_key():
    return ec.generate_private_key(ec.SECP256R1())


class Sigstore:
    """The keys of one; two of them trust nothing of each other's."""

    def __init__(self):
        self.authority_key, self.certificate_log_key, self.log_key = new_key(), new_key(), new_key()
        self.authority = self._authority()

    def trusted_root(self):
        """What a verifier must be given, as the file `trusted_root.json` has it."""
        always = {"start": "2025-01-01T00:00:00Z"}
        authority = {
            "subject": {"organization": "tests", "commonName": "tests"},
            "uri": "https://fulcio.example",
            "certChain": {"certificates": [{"rawBytes": b64(der(self.authority))}]},
            "validFor": always,
        }
        return {
            "mediaType": TRUSTED_ROOT,
            "tlogs": [_log("https://rekor.example", self.log_key, always)],
            "certificateAuthorities": [authority],
            "ctlogs": [_log("https://ctfe.example", self.certificate_log_key, always)],
        }

    def attest(self, filename, content, **changes):
        """An attestation of this file, as PEP 740 has it, by a build of `ann/tides` on GitHub."""
        digest = changes.pop("sha256", None) or hashlib.sha256(content).hexdigest()
        subjects = [{"name": filename, "digest": {"sha256": digest}}]
        statement = {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": changes.pop("subjects", subjects),
            "predicateType": changes.pop("predicate_type", PUBLISH),
            "predicate": None,
        }
        return self.signed(json.dumps(statement).encode(), **changes)

    def signed(
        self, statement, *, payload_type=PAYLOAD_TYPE, key=None, integrated_at=SIGNED_AT, **certificate
    ):
        """An attestation with this statement, whatever it is."""
        key = key or new_key()
        signer = self.certificate(key, **certificate)
        length = f"DSSEv1 {len(payload_type)} {payload_type} {len(statement)} ".encode()
        signature = sign(key, length + statement)
        return {
            "version": 1,
            "verification_material": {
                "certificate": b64(der(signer)),
                "transparency_entries": [self._entry(statement, signature, signer, integrated_at)],
            },
            "envelope": {"statement": b64(statement), "signature": b64(signature)},
        }

    def certificate(
        self,
        key,
        *,
        site="https://github.com",
        issuer=GITHUB,
        repository="ann/tides",
        config="/.github/workflows/release.yml",
        ref="refs/tags/v1.0",
        owner_id="101",
        signed_at=SIGNED_AT,
        logged=True,
    ):
        """A signing certificate for ten minutes, as Fulcio issues it to a build."""
        workflow = f"{site}/{repository}{config}@{ref}"
        claims = {8: issuer, 12: f"{site}/{repository}", 13: "c0ffee", 14: ref, 17: owner_id, 18: workflow}
        builder = (
            x509.CertificateBuilder(subject_name=x509.Name([]), issuer_name=self.authority.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(signed_at - timedelta(minutes=1))
            .not_valid_after(signed_at + timedelta(minutes=9))
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
            .add_extension(_identifier_of(self.authority_key), critical=False)
            .add_extension(
                x509.SubjectAlternativeName([x509.UniformResourceIdentifier(workflow)]), critical=True
            )
        )
        for number, value in claims.items():
            oid = x509.ObjectIdentifier(f"{FULCIO_ARC}.{number}")
            builder = builder.add_extension(x509.UnrecognizedExtension(oid, _utf8(value)), critical=False)
        if logged:
            unlogged = builder.sign(self.authority_key, hashes.SHA256())
            builder = builder.add_extension(self._timestamp_of(unlogged, signed_at), critical=False)
        return builder.sign(self.authority_key, hashes.SHA256())

    def _authority(self):
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
        key = self.authority_key
        return (
            x509.CertificateBuilder(subject_name=name, issuer_name=name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(SIGNED_AT - timedelta(days=300))
            .not_valid_after(SIGNED_AT + timedelta(days=300))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(key_cert_sign=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )

    def _timestamp_of(self, certificate, signed_at):
        """The certificate log's promise, embedded (RFC 6962, 3.2 and 3.3)."""
        milliseconds = int(signed_at.timestamp() * 1000)
        body = certificate.tbs_certificate_bytes
        told = struct.pack("!BBQH", 0, 0, milliseconds, 1) + key_id(self.authority_key)
        told += len(body).to_bytes(3, "big") + body + struct.pack("!H", 0)
        signature = sign(self.certificate_log_key, told)
        promise = struct.pack("!B32sQH", 0, key_id(self.certificate_log_key), milliseconds, 0)
        promise += struct.pack("!BBH", 4, 3, len(signature)) + signature  # SHA-256 with ECDSA
        listed = struct.pack("!HH", len(promise) + 2, len(promise)) + promise
        oid = x509.ExtensionOID.PRECERT_SIGNED_CERTIFICATE_TIMESTAMPS
        return x509.UnrecognizedExtension(oid, _der(0x04, listed))

    def _entry(self, statement, signature, signer, integrated_at):
        """The entry in the log of signatures: the second of two leaves."""
        pem = signer.public_bytes(serialization.Encoding.PEM)
        spec = {
            "envelopeHash": _sha256_of(statement),
            "payloadHash": _sha256_of(statement),
            "signatures": [{"signature": b64(signature), "verifier": b64(pem)}],
        }
        body = json.dumps({"apiVersion": "0.0.1", "kind": "dsse", "spec": spec}).encode()
        sibling = hashlib.sha256(b"\x00another entry").digest()
        leaf = hashlib.sha256(b"\x00" + body).digest()
        root = hashlib.sha256(b"\x01" + sibling + leaf).digest()
        note = f"rekor.example - 1\n2\n{b64(root)}\n"
        mark = b64(key_id(self.log_key)[:4] + sign(self.log_key, note.encode()))
        seconds = int(integrated_at.timestamp())
        promised = {
            "body": b64(body),
            "integratedTime": seconds,
            "logID": key_id(self.log_key).hex(),
            "logIndex": 41,
        }
        promise = json.dumps(promised, separators=(",", ":")).encode()
        return {
            "logIndex": "41",
            "logId": {"keyId": b64(key_id(self.log_key))},
            "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": str(seconds),
            "inclusionPromise": {"signedEntryTimestamp": b64(sign(self.log_key, promise))},
            "inclusionProof": {
                "logIndex": "1",
                "rootHash": b64(root),
                "treeSize": "2",
                "hashes": [b64(sibling)],
                "checkpoint": {"envelope": f"{note}\n\u2014 rekor.example {mark}\n"},
            },
            "canonicalizedBody": b64(body),
        }


def der(certificate):
    return certificate.public_bytes(serialization.Encoding.DER)


def _log(url, key, valid_for):
    public_key = {
        "rawBytes": b64(spki(key)),
        "keyDetails": "PKIX_ECDSA_P256_SHA_256",
        "validFor": valid_for,
    }
    return {
        "baseUrl": url,
        "hashAlgorithm": "SHA2_256",
        "publicKey": public_key,
        "logId": {"keyId": b64(key_id(key))},
    }


def _sha256_of(content):
    return {"algorithm": "sha256", "value": hashlib.sha256(content).hexdigest()}


def _usage(**set_bits):
    bits = [
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ]
    return x509.KeyUsage(**dict.fromkeys(bits, False) | set_bits)


def _identifier_of(key):
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _utf8(text):
    return _der(0x0C, text.encode())


def _der(tag, content):
    """One DER value; the lengths here need at most two bytes."""
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    count = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | count]) + length.to_bytes(count, "big") + content
