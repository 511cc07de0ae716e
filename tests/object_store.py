"""An object store on the loopback address: moto's, over HTTP, which can be made to fail or to go away."""

import contextlib
import os
import threading

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

BUCKET = "packages-of-ours"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",  # or without the keys a service of the machine is asked for some
}


class Store:
    """Answers until `go_away`; what has `failing` in its query string is answered with 500."""

    def __init__(self):
        self.failing = ""
        self.port = 0
        self.come_back()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.url = f"s3://{BUCKET}/index?endpoint={self.endpoint}&region=eu-west-1"
        self.client = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="eu-west-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        self.client.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )

    def come_back(self):
        backends = DomainDispatcherApplication(create_backend_app)

        def answer(environ, start_response):
            if self.failing and self.failing in environ["QUERY_STRING"]:
                return Response("out of order", 500)(environ, start_response)
            return backends(environ, start_response)

        self.server = make_server("127.0.0.1", self.port, answer, threaded=True, request_handler=QuietHandler)
        self.port = self.server.port
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def go_away(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def keys(self):
        found = self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return sorted(each["Key"] for each in found)

    def unfinished(self):
        """Uploads in parts that were neither completed nor given up."""
        return self.client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])

    def clear(self):
        for key in self.keys():
            self.client.delete_object(Bucket=BUCKET, Key=key)


class QuietHandler(MotoRequestHandler):
    def log(self, *arguments):
        pass


@contextlib.contextmanager
def running_store():
    store = Store()
    try:
        yield store
        store.clear()
        store.client.delete_bucket(Bucket=BUCKET)  # moto keeps what it has while the process lives
    finally:
        store.go_away()
